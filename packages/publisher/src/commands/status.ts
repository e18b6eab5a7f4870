import { createInterface } from 'node:readline'
import { confirm, isCancel } from '@clack/prompts'
import {
  type AllVersionsStatusResponse,
  MAX_STATUS_MESSAGE_LENGTH,
  OFFICIAL_META_KEY,
  type ServerResponse,
} from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { isInteractive } from '../command-line/interactive.js'
import { requireSession, type Session } from '../login/session.js'
import type { Host } from '../host.js'

interface VersionStatus {
  readonly version: string
  readonly status: string
}

export const toStatusCommand = (host: Host) =>
  defineCommand({
    name: 'status',
    summary: 'Change the status of a published version, or of all versions.',
    details:
      'active: listed. deprecated: listed with a warning. deleted: hidden; the version cannot be published again, but its status can be changed back.',
    arguments: {
      'server-name': { about: 'the full name of the server, such as io.github.alice/weather', optional: true },
      version: { about: 'the version; required without --all-versions', optional: true },
    },
    options: {
      status: { kind: 'choice', short: 's', choices: ['active', 'deprecated', 'deleted'], about: 'the new status (required)' },
      message: {
        kind: 'text',
        short: 'm',
        placeholder: 'text',
        about: 'the message for users of the server (default: remove the current message)',
      },
      allVersions: { kind: 'flag', about: 'change every version of the server' },
      yes: { kind: 'flag', short: 'y', about: 'change all versions without confirmation' },
      registry: { kind: 'text', placeholder: 'url', about: 'the registry; must match the login' },
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
      if (status === undefined) throw new UsageError('--status is required: active, deprecated or deleted.')
      if (name === undefined) throw new UsageError('The name of the server is required.')
      if (!allVersions && args.version === undefined) throw new UsageError('The version is required, or --all-versions.')
      if (Array.from(message ?? '').length > MAX_STATUS_MESSAGE_LENGTH)
        throw new UsageError(`--message may have ${MAX_STATUS_MESSAGE_LENGTH} characters.`)
      const { env, signal, output } = context
      const session = await requireSession(host, { env, signal, registry, output })
      const update = { status, ...(message && { statusMessage: message }) }
      const version = allVersions ? undefined : args.version
      const before = await listStatuses(session, name, version, signal)
      for (const { version: number, status: old } of before) output.say(`${name} ${number}: ${old} → ${status}`)
      if (version === undefined && !yes && !(await isConfirmed(context, before.length)))
        throw new CommandError('Nothing was changed: the change was not confirmed. Give --yes to change without being asked.')
      const { client } = session.registry
      const answer = await session.authorized(async (token): Promise<AllVersionsStatusResponse | ServerResponse> =>
        version === undefined
          ? client.updateAllServerStatuses(name, update, { token, signal })
          : client.updateServerStatus(name, version, update, { token, signal }),
      )
      const updated =
        version === undefined ? `${before.length} version${before.length === 1 ? '' : 's'} of ${name}` : `${name} ${version}`
      output.result({ name, ...update, before, answer }, `✓ ${updated}: ${status}`)
      return 'done'
    },
  })

async function listStatuses(
  { registry: { client, url }, authorized }: Session,
  name: string,
  version: string | undefined,
  signal: AbortSignal,
): Promise<VersionStatus[]> {
  const query = { includeDeleted: true }
  const entries = await authorized(async (token) =>
    version === undefined
      ? (await client.listServerVersions(name, query, { token, signal })).servers
      : [await client.getServerVersion(name, version, query, { token, signal })],
  )
  if (entries.length === 0) throw new CommandError(`${name} has no versions at ${url}.`)
  return entries.map(({ server, _meta }) => ({ version: server.version, status: _meta[OFFICIAL_META_KEY]?.status ?? 'unknown' }))
}

/** Prompts on a terminal; otherwise reads the answer from the first line of stdin, as in `echo y | …`. */
async function isConfirmed(context: Context, count: number): Promise<boolean> {
  const message = `Change ${count} version${count === 1 ? '' : 's'}?`
  if (isInteractive(context)) {
    const answer = await confirm({ message, initialValue: false, input: context.stdin, output: context.output.stderr })
    return !isCancel(answer) && answer
  }
  for await (const line of createInterface({ input: context.stdin })) return /^y(es)?$/i.test(line.trim())
  return false
}
