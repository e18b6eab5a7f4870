import { confirm, isCancel } from '@clack/prompts'
import { MAX_STATUS_MESSAGE_LENGTH, OFFICIAL_META_KEY } from '@mcp-registry/contract'
import { createInterface } from 'node:readline'
import { type Context, defineCommand } from '../../command.js'
import { CommandError, UsageError } from '../../explain-error.js'
import { isInteractive } from '../interactive.js'
import { requireSession, type Session } from '../login/session.js'
import { textAt, valueAt } from '../project/field.js'
import { path } from '../registry-api.js'
import type { Surroundings } from '../surroundings.js'

interface VersionStatus {
  readonly version: string
  readonly status: string
}

export const toStatusCommand = (surroundings: Surroundings) =>
  defineCommand({
    name: 'status',
    summary: 'Change the status of a published version, or of all versions.',
    details:
      'active: shown and recommended. deprecated: shown with a warning, to be used no more. deleted: hidden; its number cannot be used again, but the status can be changed back.',
    arguments: {
      'server-name': { about: 'the full name of the server, such as io.github.alice/weather', optional: true },
      version: { about: 'the version to change; needed unless --all-versions is given', optional: true },
    },
    options: {
      status: { kind: 'choice', short: 's', choices: ['active', 'deprecated', 'deleted'], about: 'the new status (required)' },
      message: { kind: 'text', short: 'm', placeholder: 'text', about: 'why; shown to those who use the server' },
      allVersions: { kind: 'flag', about: 'change every version of the server' },
      yes: { kind: 'flag', short: 'y', about: 'do not ask before changing every version' },
      registry: { kind: 'text', placeholder: 'url', about: 'the registry; must be the one of the login' },
    },
    examples: [
      {
        command: 'mcp-publisher status --status deprecated --message "Use 2.0.0" io.github.alice/weather 1.0.0',
        about: 'Deprecate a version',
      },
      { command: 'mcp-publisher status --status active io.github.alice/weather 1.0.0', about: 'Restore a version' },
      {
        command: 'mcp-publisher status --status deleted --all-versions --yes io.github.alice/weather',
        about: 'Delete all versions',
      },
    ],
    run: async (context, args, { status, message, allVersions, yes, registry }) => {
      const name = args['server-name']
      if (status === undefined) throw new UsageError('--status is needed: active, deprecated or deleted.')
      if (name === undefined) throw new UsageError('The name of the server is needed.')
      if (!allVersions && args.version === undefined) throw new UsageError('The version is needed, or --all-versions.')
      if (Array.from(message ?? '').length > MAX_STATUS_MESSAGE_LENGTH)
        throw new UsageError(`--message may have ${MAX_STATUS_MESSAGE_LENGTH} characters.`)
      const { env, signal, output } = context
      const session = await requireSession(surroundings, { env, signal, registry, output })
      const update = { status, ...(message && { statusMessage: message }) }
      const isOne = !allVersions && args.version !== undefined
      const before = isOne ? [await getStatus(session, name, args.version, signal)] : await listStatuses(session, name, signal)
      for (const { version, status: old } of before) output.say(`${name} ${version}: ${old} → ${status}`)
      if (!isOne && !yes && !(await isConfirmed(context, before.length)))
        throw new CommandError('Nothing was changed: the change was not confirmed. Give --yes to change without being asked.')
      const target = isOne ? path`/v0/servers/${name}/versions/${args.version}/status` : path`/v0/servers/${name}/status`
      const { body } = await session.authorized((token) =>
        session.api.request({ method: 'PATCH', path: target, token, body: update, signal }),
      )
      const count = valueAt(body, 'updatedCount')
      const updated = isOne
        ? `${name} ${args.version}`
        : `${typeof count === 'number' ? count : before.length} versions of ${name}`
      output.result({ name, ...update, before, answer: body }, `✓ ${updated}: ${status}`)
      return 'done'
    },
  })

async function getStatus(
  { api, authorized }: Session,
  name: string,
  version: string,
  signal: AbortSignal,
): Promise<VersionStatus> {
  const address = `${path`/v0/servers/${name}/versions/${version}`}?include_deleted=true`
  const { body } = await authorized((token) => api.request({ method: 'GET', path: address, token, signal }))
  return toVersionStatus(body)
}

async function listStatuses({ api, authorized }: Session, name: string, signal: AbortSignal): Promise<VersionStatus[]> {
  const address = `${path`/v0/servers/${name}/versions`}?include_deleted=true`
  const { body } = await authorized((token) => api.request({ method: 'GET', path: address, token, signal }))
  const servers = valueAt(body, 'servers')
  const versions = Array.isArray(servers) ? servers.map(toVersionStatus) : []
  if (versions.length === 0) throw new CommandError(`${name} has no versions at ${api.url}.`)
  return versions
}

function toVersionStatus(response: unknown): VersionStatus {
  const status = textAt(response, '_meta', OFFICIAL_META_KEY, 'status') ?? 'unknown'
  return { version: textAt(response, 'server', 'version') ?? '', status }
}

/** Asks on a terminal; elsewhere the answer is the first line of the input, as in `echo y | …`. */
async function isConfirmed(context: Context, count: number): Promise<boolean> {
  const message = `Change ${count} version${count === 1 ? '' : 's'}?`
  if (isInteractive(context)) {
    const answer = await confirm({ message, initialValue: false, input: context.stdin, output: context.output.stderr })
    return !isCancel(answer) && answer
  }
  for await (const line of createInterface({ input: context.stdin })) return /^y(es)?$/i.test(line.trim())
  return false
}
