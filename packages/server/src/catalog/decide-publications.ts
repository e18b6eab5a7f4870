import { findLatest, foldServerName, RegistryError, type ServerDocument, type ServerName } from '@mcp-registry/contract'
import type { Attempt } from '../audit/audit-log.js'
import { listDifferences } from './compare-json.js'
import { toWarnings } from './publish-warnings.js'
import { findUrlConflict, type UrlHolder } from './remote-urls.js'
import { toKeyText, type VersionKey, type VersionSummary } from './server-versions.js'
import { type Hold, toHoldRefusal } from './takedowns/find-holds.js'

/** What somebody who may do so wants to publish. */
export interface Publication extends VersionKey {
  readonly name: ServerName
  readonly document: ServerDocument
  /** Its remote URLs, normalised. */
  readonly urls: readonly string[]
  /** Whose attempt it is, to be written down where it succeeds. */
  readonly attempt?: Attempt | undefined
}

/** What is there of the servers that are to be published. */
export interface KnownVersions {
  readonly summaries: readonly VersionSummary[]
  readonly urlHolders: readonly UrlHolder[]
  /** What is taken down or denied, by key text. */
  readonly holds: ReadonlyMap<string, Hold>
  /** The document of a version that is there. */
  getDocument(key: VersionKey): string
}

/** What a publication comes to. */
export type Decision = Refusal | Repetition | Addition

interface Refusal {
  readonly kind: 'refused'
  readonly publication: Publication
  readonly reason: RegistryError
}

/** The version is there, with the same content. */
interface Repetition {
  readonly kind: 'repeated'
  readonly publication: Publication
  readonly warnings: readonly string[]
}

export interface Addition {
  readonly kind: 'added'
  readonly publication: Publication
  readonly isLatest: boolean
  /** The versions whose flag moves because of it. */
  readonly moved: readonly FlagMove[]
  readonly warnings: readonly string[]
}

export interface FlagMove extends VersionKey {
  readonly isLatest: boolean
}

type Held = Pick<VersionSummary, 'version' | 'publishedAt' | 'status'>

/** A server under one spelling of its name, as the publications so far have left it. */
interface HeldServer {
  readonly name: string
  readonly versions: Map<string, Held>
  /** The documents that were added. */
  readonly documents: Map<string, string>
  /** The version that has the flag, which a mirrored server may have elsewhere than at the latest one. */
  flagged: string | undefined
  latest: Held | undefined
}

/** Decides on publications one after the other: each finds the registry as those before it have left it. */
export function decidePublications(
  publications: readonly Publication[],
  known: KnownVersions,
  maxVersionsPerServer: number,
): Decision[] {
  const servers = toHeldServers(known.summaries)
  let { urlHolders } = known
  return publications.map((publication, nth) => {
    const { name, version, urls } = publication
    const refuse = (reason: RegistryError): Decision => ({ kind: 'refused', publication, reason })
    const hold = known.holds.get(toKeyText(publication))
    if (hold) return refuse(toHoldRefusal(hold))
    const server = servers.get(name) ?? toHeldServer(name)
    const spelling = server.versions.size > 0 ? undefined : findOtherSpelling(servers, name)
    if (spelling !== undefined) return refuse(toSpellingConflict(name, spelling))
    const published = server.versions.get(version)
    if (published) {
      const conflict = findConflict(publication, published, server.documents.get(version) ?? known.getDocument(publication))
      if (conflict) return refuse(conflict)
      return { kind: 'repeated', publication, warnings: listWarnings(publication, published, server) }
    }
    if (server.versions.size >= maxVersionsPerServer) return refuse(toTooMany(name, maxVersionsPerServer))
    const conflict = findUrlConflict(urlHolders, name, urls)
    if (conflict) return refuse(conflict)

    servers.set(name, server)
    const addition = add(server, publication, toLaterThanAll(nth))
    if (addition.isLatest) {
      urlHolders = [...urlHolders.filter((holder) => holder.name !== name), ...urls.map((url) => ({ name, url }))]
    }
    return addition
  })
}

function toHeldServers(summaries: readonly VersionSummary[]): Map<string, HeldServer> {
  const servers = new Map<string, HeldServer>()
  for (const { name, version, publishedAt, status, isLatest } of summaries) {
    const server = servers.get(name) ?? toHeldServer(name)
    servers.set(name, server)
    server.versions.set(version, { version, publishedAt, status })
    if (isLatest) server.flagged = version
  }
  // Once for each server, which may have thousands of versions, and not for each publication.
  for (const server of servers.values()) server.latest = findLatest([...server.versions.values()])
  return servers
}

function toHeldServer(name: string): HeldServer {
  return { name, versions: new Map(), documents: new Map(), flagged: undefined, latest: undefined }
}

// A mirror may hold several spellings; then each goes on under its own.
function findOtherSpelling(servers: ReadonlyMap<string, HeldServer>, name: string): string | undefined {
  const folded = foldServerName(name)
  for (const other of servers.keys()) if (foldServerName(other) === folded) return other
  return undefined
}

// Whatever is published now is later than all that was, and than what this batch published before: the change clock sees to it.
function toLaterThanAll(nth: number): string {
  return `9999-12-31T23:59:59.${String(nth).padStart(6, '0')}Z`
}

function add(server: HeldServer, publication: Publication, publishedAt: string): Addition {
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
  server.latest = latest
  server.flagged = latest.version
  return { kind: 'added', publication, isLatest: latest === own, moved, warnings: listWarnings(publication, own, server) }
}

function listWarnings({ document }: Publication, own: Held, { latest = own }: HeldServer): string[] {
  return toWarnings(document, own, [latest])
}

function findConflict({ name, version, document }: Publication, published: Held, text: string): RegistryError | undefined {
  if (published.status === 'deleted') {
    return new RegistryError(
      'version-exists',
      `Version ${version} of ${name} was deleted, and its number is not reusable. Publish a new version, or restore this one.`,
    )
  }
  const differences = text === document.text ? [] : listDifferences(JSON.parse(text), JSON.parse(document.text))
  if (differences.length === 0) return undefined
  return new RegistryError(
    'version-exists',
    `Version ${version} of ${name} is already published with different content. Publish a new version.`,
    { errors: differences.map((path) => ({ message: 'This differs from what is published.', location: `body.${path}` })) },
  )
}

function toSpellingConflict(name: string, other: string): RegistryError {
  return new RegistryError(
    'name-spelling-conflict',
    `${name} exists as ${other}: names that differ only in case are one server. Publish as ${other}.`,
  )
}

function toTooMany(name: string, limit: number): RegistryError {
  return new RegistryError(
    'too-many-versions',
    `${name} has ${limit} versions, as many as a server may have. Publish under another name.`,
  )
}
