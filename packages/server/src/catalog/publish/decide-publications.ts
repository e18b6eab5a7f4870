import { findLatest, foldServerName, type RegistryError, type ServerDocument, type ServerName } from '@mcp-registry/contract'
import type { Attempt } from '../../audit/audit-log.js'
import { isSameJson } from './compare-json.js'
import {
  findContentConflict,
  toDeletedConflict,
  toSpellingConflict,
  toTooManyBytes,
  toTooManyVersions,
} from './publication-refusals.js'
import type { Publisher } from '../../identity/publisher.js'
import { listPrereleaseWarnings, toWarnings } from './publish-warnings.js'
import type { ServerLimits } from '../rows/server-limits.js'
import { toKeyText, type VersionKey, type VersionSummary } from '../rows/server-versions.js'
import { type Hold, toHoldRefusal } from '../takedowns/find-holds.js'

/** An authorised publication. */
export interface Publication extends VersionKey {
  readonly name: ServerName
  readonly document: ServerDocument
  /** The publisher; absent for the operator. */
  readonly publisher?: Publisher | undefined
  /** What to record in the audit log if the publication succeeds. */
  readonly attempt?: Attempt | undefined
}

/** The current state of the servers that are to be published. */
export interface KnownVersions {
  readonly summaries: readonly VersionSummary[]
  /** The publications that are refused regardless of the stored versions. */
  readonly denials: ReadonlyMap<Publication, RegistryError>
  /** Takedowns and denials, by key text of the version. */
  readonly holds: ReadonlyMap<string, Hold>
  /** The document of an existing version. */
  getDocument(key: VersionKey): string
}

/** The outcome of a publication. */
export type Decision = Refusal | Repetition | Addition

interface Refusal {
  readonly kind: 'refused'
  readonly publication: Publication
  readonly reason: RegistryError
}

/** The version already exists with the same content. */
interface Repetition {
  readonly kind: 'repeated'
  readonly publication: Publication
  readonly warnings: readonly string[]
}

export interface Addition {
  readonly kind: 'added'
  readonly publication: Publication
  readonly isLatest: boolean
  /** The versions whose `latest` flag changes as a result. */
  readonly moved: readonly FlagMove[]
  readonly warnings: readonly string[]
}

export interface FlagMove extends VersionKey {
  readonly isLatest: boolean
}

type Held = Pick<VersionSummary, 'version' | 'publishedAt' | 'status'>

/** A server under one spelling of its name, after the publications decided so far. */
interface ServerState {
  readonly name: string
  readonly versions: Map<string, Held>
  /** The documents that this batch has added, by version. */
  readonly documents: Map<string, string>
  /** Total size of the documents of all versions. */
  bytes: number
  /** The version that carries the `latest` flag. On a mirrored server it may differ from the latest version. */
  flagged: string | undefined
  latest: Held | undefined
}

/** Decides publications in order; each one sees the effects of those before it. */
export function decidePublications(publications: readonly Publication[], known: KnownVersions, limits: ServerLimits): Decision[] {
  const servers = toServerStates(known.summaries)
  return publications.map((publication, nth) => {
    const { name, version } = publication
    const refuse = (reason: RegistryError): Decision => ({ kind: 'refused', publication, reason })
    const denial = known.denials.get(publication)
    if (denial) return refuse(denial)
    const hold = known.holds.get(toKeyText(publication))
    if (hold) return refuse(toHoldRefusal(hold))
    const server = servers.get(name) ?? toServerState(name)
    const spelling = server.versions.size > 0 ? undefined : findOtherSpelling(servers, name)
    if (spelling !== undefined) return refuse(toSpellingConflict(name, spelling))
    const published = server.versions.get(version)
    if (published) {
      if (published.status === 'deleted') return refuse(toDeletedConflict(publication))
      const document = server.documents.get(version) ?? known.getDocument(publication)
      const { text, written } = publication.document
      // Compare with both forms: an imported document is stored as written, a published one as publishing changes it.
      const conflict = isSameJson(JSON.parse(document), JSON.parse(written))
        ? undefined
        : findContentConflict(publication, document, text)
      if (conflict) return refuse(conflict)
      return { kind: 'repeated', publication, warnings: listWarnings(publication, published, server) }
    }
    const excess = findExcess(server, publication, limits)
    if (excess) return refuse(excess)
    servers.set(name, server)
    return add(server, publication, provisionalTime(nth))
  })
}

function toServerStates(summaries: readonly VersionSummary[]): Map<string, ServerState> {
  const servers = new Map<string, ServerState>()
  for (const { name, version, publishedAt, status, isLatest, documentBytes } of summaries) {
    const server = servers.get(name) ?? toServerState(name)
    servers.set(name, server)
    server.versions.set(version, { version, publishedAt, status })
    server.bytes += documentBytes
    if (isLatest) server.flagged = version
  }
  // Once per server instead of once per publication, since a server may have thousands of versions.
  for (const server of servers.values()) server.latest = findLatest([...server.versions.values()])
  return servers
}

function toServerState(name: string): ServerState {
  return { name, versions: new Map(), documents: new Map(), bytes: 0, flagged: undefined, latest: undefined }
}

// Only checked for new names: a mirror may hold several spellings of a name, and each of them accepts publications.
function findOtherSpelling(servers: ReadonlyMap<string, ServerState>, name: string): string | undefined {
  const folded = foldServerName(name)
  for (const other of servers.keys()) if (foldServerName(other) === folded) return other
  return undefined
}

function findExcess(
  { versions, bytes }: ServerState,
  { name, document }: Publication,
  limits: ServerLimits,
): RegistryError | undefined {
  const { maxVersionsPerServer, maxBytesPerServer } = limits
  if (versions.size >= maxVersionsPerServer) return toTooManyVersions(name, maxVersionsPerServer)
  if (bytes + Buffer.byteLength(document.text) <= maxBytesPerServer) return undefined
  return toTooManyBytes(name, bytes, maxBytesPerServer)
}

// The change clock guarantees that a new publication is later than all existing ones and those before it in the batch.
function provisionalTime(nth: number): string {
  return `9999-12-31T23:59:59.${String(nth).padStart(6, '0')}Z`
}

function add(server: ServerState, publication: Publication, publishedAt: string): Addition {
  const { name, version, document } = publication
  const own: Held = { version, publishedAt, status: 'active' }
  const latest = findLatest(server.latest ? [server.latest, own] : [own]) ?? own
  const moved: FlagMove[] = []
  if (server.flagged !== latest.version) {
    if (server.flagged !== undefined) moved.push({ name, version: server.flagged, isLatest: false })
    if (latest !== own) moved.push({ name, version: latest.version, isLatest: true })
  }
  server.versions.set(version, own)
  server.documents.set(version, document.text)
  server.bytes += Buffer.byteLength(document.text)
  server.latest = latest
  server.flagged = latest.version
  return { kind: 'added', publication, isLatest: latest === own, moved, warnings: listWarnings(publication, own, server) }
}

function listWarnings({ document }: Publication, own: Held, { latest = own }: ServerState): string[] {
  return [...listPrereleaseWarnings(own, latest), ...toWarnings(document.warnings, own, [latest])]
}
