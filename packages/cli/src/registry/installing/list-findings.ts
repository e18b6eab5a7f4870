import { findLaunchedChoice } from '@mcp-registry/client'
import { findUrl } from '@mcp-registry/contract'
import { findOfficial, toStatusText } from '../reading/what-registries-say.js'
import type { ConfiguredEntry } from './list-configured.js'
import type { Known } from './look-up.js'

export type FindingCode =
  | 'deprecated'
  | 'deleted'
  | 'missing'
  | 'version-missing'
  | 'unknown'
  | 'owner-changed'
  | 'changed'
  | 'unreadable'
  | 'unreachable'
  | 'not-asked'

/** Something about a configured server that a person should look at. */
export interface Finding {
  readonly code: FindingCode
  readonly message: string
}

/** What an audit finds about a server in the file of a client. Source: docs/install.md, "Audit". */
export function listFindings(configured: ConfiguredEntry, known: Known): readonly Finding[] {
  switch (known.kind) {
    case 'unknown':
      return [{ code: 'unknown', message: 'it is not from this registry' }]
    case 'missing':
      return [{ code: 'missing', message: `${known.server} is not at ${known.registry}, or no longer` }]
    case 'unreachable':
      return [{ code: 'unreachable', message: `the registry could not be asked: ${known.message}` }]
    case 'not-asked':
      return [{ code: 'not-asked', message: 'there were too many servers to ask for all of them' }]
    case 'known':
      return [
        ...listStatusFindings(configured, known),
        ...listOwnerFindings(configured, known),
        ...listChanges(configured, known),
      ]
  }
}

type KnownServer = Extract<Known, { kind: 'known' }>

function listStatusFindings({ installed }: ConfiguredEntry, { version, current, latest, registry }: KnownServer): Finding[] {
  const entry = current ?? (installed === undefined || findOfficial(latest)?.status === 'deleted' ? latest : undefined)
  if (entry === undefined)
    return [{ code: 'version-missing', message: `version ${version ?? ''} is not at ${registry}, or no longer` }]
  const status = findOfficial(entry)?.status ?? 'active'
  if (status === 'active') return []
  return [{ code: status, message: `${entry.server.version} is ${toStatusText(entry)}` }]
}

function listOwnerFindings({ installed }: ConfiguredEntry, { current, latest }: KnownServer): Finding[] {
  const before = installed?.repository ?? current?.server.repository?.url
  const after = latest.server.repository?.url
  if (before === undefined || toOwner(before) === (after === undefined ? undefined : toOwner(after))) return []
  const now = after === undefined ? `${latest.server.version} names none` : `that of ${latest.server.version} is ${after}`
  return [{ code: 'owner-changed', message: `its repository was ${before}, and ${now}` }]
}

/** The host and everything but the last part of the path: the account or group that a repository belongs to. */
function toOwner(repository: string): string {
  const url = findUrl(repository)
  if (url === undefined) return repository
  const parts = url.pathname.split('/').filter((part) => part !== '')
  return [url.host.replace(/^www\./, ''), ...parts.slice(0, -1)].join('/').toLowerCase()
}

/** An entry that launches something else than the version that it was installed from, such as after an edit by hand. */
function listChanges({ client, entry, installed }: ConfiguredEntry, { current, version }: KnownServer): Finding[] {
  if (entry === undefined || installed === undefined || current === undefined) return []
  const { launch } = installed
  const launched = client.readLaunched(entry)
  // What bundles and packages that serve a URL launch cannot be told from the entry.
  const isTold = launch.kind === 'remote' || (launch.type !== 'mcpb' && typeof launched['command'] === 'string')
  if (!isTold || findLaunchedChoice(current.server, launched) !== undefined) return []
  return [{ code: 'changed', message: `the entry does not launch what version ${version ?? ''} of ${installed.server} names` }]
}
