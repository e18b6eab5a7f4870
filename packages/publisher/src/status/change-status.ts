import { createInterface } from 'node:readline'
import { confirm, isCancel } from '@clack/prompts'
import {
  type AllVersionsStatusResponse,
  MAX_STATUS_MESSAGE_LENGTH,
  OFFICIAL_META_KEY,
  type ServerResponse,
  type Status,
} from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { isInteractive } from '../command-line/interactive.js'
import { toShellWord } from '../command-line/quote-for-shell.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { loginRegistryOption } from '../login/chosen-registry.js'
import { findRequiredRegistry } from '../login/required-registry.js'
import { requireSession, type Session } from '../login/session.js'
import type { Host } from '../host.js'
import { isNoChange } from '../refusals.js'
import { withHint } from '../command-line/with-hint.js'

/** The arguments of every command that changes a status. */
export const STATUS_ARGUMENTS = {
  'server-name': { about: 'the full name of the server, such as io.github.alice/weather', optional: true },
  version: { about: 'the version; required without --all-versions', optional: true },
} as const

/** The options of every command that changes a status. */
export const STATUS_OPTIONS = {
  allVersions: { kind: 'flag', about: 'change every version of the server' },
  yes: { kind: 'flag', short: 'y', about: 'do not ask for confirmation' },
  ...loginRegistryOption,
} as const

export const MESSAGE_OPTION = {
  kind: 'text',
  short: 'm',
  placeholder: 'text',
  about: 'the message for users of the server (default: remove the current message)',
} as const

/** A change of status as given on the command line. */
export interface StatusRequest {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly status: Status
  readonly message?: string | undefined
  readonly allVersions: boolean
  readonly yes: boolean
  readonly registry: string | undefined
  /** Why versions of a status are not changed, and the command that changes them. */
  readonly refusals?: Readonly<Record<string, { readonly reason: string; readonly command: string }>>
}

interface VersionStatus {
  readonly version: string
  readonly status: string
  readonly statusMessage?: string
}

/** Changes the status of one version, or of all versions, and prints the result. A status that is already set is not an error. */
export async function changeStatus(host: Host, context: Context, request: StatusRequest): Promise<'done'> {
  const { status, message, yes } = request
  const { name, version } = requireTarget(request)
  const { env, signal, output } = context
  const required = await findRequiredRegistry(host)
  const session = await requireSession(host, { env, signal, registry: request.registry, required, output })
  const update = { status, ...(message && { statusMessage: message }) }
  const before = await listStatuses(session, name, version, signal)
  requirePermitted(name, before, request.refusals, session.registry.url)
  const updated = version === undefined ? `${countVersions(before.length)} of ${name}` : `${name} ${version}`
  const unchanged = () => {
    output.result({ name, ...update, before, unchanged: true }, `✓ ${updated}: ${status} already (nothing was changed)`)
    return 'done' as const
  }
  const isSame = before.every((entry) => entry.status === status && (entry.statusMessage ?? '') === (message ?? ''))
  if (isSame) return unchanged()
  for (const entry of before) output.say(toChangeText(name, entry, update))
  if (!yes && !(await isConfirmed(context, request, `${updated}`)))
    throw new CommandError('Nothing was changed: the change was not confirmed. Give --yes to change without being asked.')
  const { client } = session.registry
  try {
    const answer = await session.authorized(async (token): Promise<AllVersionsStatusResponse | ServerResponse> =>
      version === undefined
        ? client.updateAllServerStatuses(name, update, { token, signal })
        : client.updateServerStatus(name, version, update, { token, signal }),
    )
    output.result({ name, ...update, before, answer }, `✓ ${updated}: ${status}`)
    return 'done'
  } catch (error) {
    if (!isNoChange(error)) throw error
    const isRemoval = before.some(({ statusMessage }) => statusMessage !== undefined) && update.statusMessage === undefined
    // Another process has made the same change, or the registry compares the statuses alone.
    if (!isRemoval) return unchanged()
    throw withHint(error, 'This registry keeps a message while the status stays the same: set another one with --message.')
  }
}

function requireTarget({ name, version, allVersions, message }: StatusRequest): { name: string; version: string | undefined } {
  if (name === undefined) throw new UsageError('The name of the server is required.')
  if (!allVersions && version === undefined) throw new UsageError('The version is required, or --all-versions.')
  if (Array.from(message ?? '').length > MAX_STATUS_MESSAGE_LENGTH)
    throw new UsageError(`--message may have at most ${MAX_STATUS_MESSAGE_LENGTH} characters.`)
  return { name, version: allVersions ? undefined : version }
}

function requirePermitted(
  name: string,
  before: readonly VersionStatus[],
  refusals: StatusRequest['refusals'] = {},
  registry: string,
): void {
  const refused = before.flatMap(({ version, status }) => {
    const refusal = Object.hasOwn(refusals, status) ? refusals[status] : undefined
    return refusal === undefined ? [] : [{ version, status, ...refusal }]
  })
  const [first] = refused
  if (first === undefined) return
  const { version, status, reason, command } = first
  const others = refused.length > 1 ? `, and ${countVersions(refused.length - 1)} more` : ''
  throw new CommandError(
    `${name} ${toSafeLine(version)} is ${status}${others}. ${reason} Run: mcp-publisher ${command} ${toShellWord(name)} ${toShellWord(toSafeLine(version))} --registry ${toShellWord(registry)}`,
  )
}

function toChangeText(
  name: string,
  { version, status: old, statusMessage }: VersionStatus,
  update: Omit<VersionStatus, 'version'>,
) {
  const isRemoved = statusMessage !== undefined && update.statusMessage === undefined
  const remark = isRemoved ? ` (its message is removed: ${JSON.stringify(toSafeLine(statusMessage))})` : ''
  return `${name} ${toSafeLine(version)}: ${toSafeLine(old)} → ${update.status}${remark}`
}

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
  return entries.map(({ server, _meta }) => {
    const { status = 'unknown', statusMessage } = _meta[OFFICIAL_META_KEY] ?? {}
    return { version: server.version, status, ...(statusMessage && { statusMessage }) }
  })
}

/**
 * A change of all versions is always confirmed, and a deletion on a terminal. Without a terminal, the answer is the first line of stdin, as
 * in `echo y | …`.
 */
async function isConfirmed(context: Context, { status, allVersions }: StatusRequest, target: string): Promise<boolean> {
  const isDeletion = status === 'deleted'
  if (isInteractive(context)) {
    if (!allVersions && !isDeletion) return true
    const warning = isDeletion ? ' A deleted version is hidden, and its number cannot be published again.' : ''
    const message = `${isDeletion ? 'Delete' : 'Change'} ${target}?${warning}`
    const answer = await confirm({ message, initialValue: false, input: context.stdin, output: context.output.stderr })
    return !isCancel(answer) && answer
  }
  if (!allVersions) return true
  for await (const line of createInterface({ input: context.stdin })) return /^y(es)?$/i.test(line.trim())
  return false
}

function countVersions(count: number): string {
  return `${count} version${count === 1 ? '' : 's'}`
}
