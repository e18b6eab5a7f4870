import {
  MAX_DOCUMENT_BYTES,
  type Package,
  parseServerJsonEdit,
  RegistryError,
  type ServerDocument,
  type Status,
  UncheckedJson,
} from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import { type Attempt, recordDone } from '../../audit/audit-log.js'
import { authorize, authorizeAgain } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { Database, VersionsTable } from '../../store/database.js'
import { withStatus } from './change-status.js'
import { isSameJson } from '../publish/compare-json.js'
import { recomputeLatest, writePendingRows } from '../rows/pending-rows.js'
import { lockServers } from '../rows/locks.js'
import { requireCanonicalName, versionNotFound } from '../rows/missing.js'
import type { Ownership } from '../../ownership/ownership.js'
import type { Store } from '../../store/open-store.js'
import { toTooManyBytes } from '../publish/publication-refusals.js'
import { toWarnings } from '../publish/publish-warnings.js'
import { requireEditedDocument } from '../publish/require-document.js'
import { requireExactVersion } from '../versions/require-exact-version.js'
import { toSearchText } from '../../search/index/search-words.js'
import { type ServerLimits, withDefaultLimits } from '../rows/server-limits.js'
import { listRows, listSummaries, type VersionKey } from '../rows/server-versions.js'
import { findVersion } from '../versions/find-version.js'
import { type HoldServices, requireNotHeld } from '../takedowns/find-holds.js'
import { toEntry } from '../../entries/to-entry.js'

export interface EditServices extends Partial<ServerLimits>, HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
  readonly ownership: Ownership
}

export interface EditOptions {
  readonly status?: Status | undefined
  /** What to record in the audit log together with the edit. */
  readonly attempt?: Attempt | undefined
}

/**
 * Replaces the document of a version, and its status if one is given. Name and version cannot change. A document equal to the stored one
 * changes nothing, even if it is invalid. In a different one, errors that the stored document already has are accepted.
 */
export async function editServer(
  services: EditServices,
  publisher: Publisher,
  name: string,
  version: string,
  json: UncheckedJson,
  { status, attempt }: EditOptions = {},
): Promise<string> {
  await authorize(services, publisher, 'edit', name)
  requireExactVersion(version)
  const { store } = services
  const spelling = await requireCanonicalName(store.db, name)
  for (;;) {
    const current = await findVersion(store.db, spelling, version)
    if (!current) throw await versionNotFound(store.db, spelling, version)
    const document = await findEdit(services, current, json)
    const entry = await store.transaction(async (tx) => {
      const edited = await editVersion(tx, services, current, status, document)
      if (edited === undefined) return undefined
      await authorizeAgain(tx, publisher, 'edit', name)
      await recordDone(tx, services.clock, attempt)
      return edited
    })
    // Another edit was committed in the meantime. Compare with its document, since only errors in the stored document are accepted.
    if (entry !== undefined) return entry
  }
}

/** The document to store, validated and proven against the current one; undefined if both are equal. */
async function findEdit(
  { ownership }: EditServices,
  current: VersionKey & Pick<VersionsTable, 'document'>,
  json: UncheckedJson,
): Promise<ServerDocument | undefined> {
  const stored = new UncheckedJson(current.document)
  if (isSameDocument(json, stored)) return undefined
  const document = requireEditedDocument(json, stored)
  requireSameIdentity(document, current.name, current.version)
  // The stored packages, both verbatim and converted to the current format, as in the edited document.
  const unchanged = parseServerJsonEdit(stored, stored)
  const packagesThere = [
    ...listPackages(stored.findValue(Infinity)),
    ...(unchanged.ok ? listPackages(unchanged.value.server) : []),
  ]
  const isProven = (entry: unknown) => packagesThere.some((there) => isSameJson(there, entry))
  const packages = listPackages(document.server)
  if (!packages.every(isProven)) await ownership.prove({ ...document.server, packages }, isProven)
  return document
}

function isSameDocument(json: UncheckedJson, stored: UncheckedJson): boolean {
  const value = json.findValue(Math.max(MAX_DOCUMENT_BYTES, stored.minifiedBytes))
  return value !== undefined && isSameJson(value, stored.findValue(Infinity))
}

// A document stored under earlier rules may have any shape.
function listPackages(document: unknown): Package[] {
  const { packages } = document as { packages?: unknown }
  return Array.isArray(packages) ? (packages as Package[]) : []
}

function requireSameIdentity({ server }: ServerDocument, name: string, version: string): void {
  if (server.name === name && server.version === version) return
  throw new RegistryError(
    'rule-violated',
    `The document is ${server.name} ${server.version}, the path says ${name} ${version}. An edit changes neither; publish a new version.`,
  )
}

/** Writes the edit. Returns undefined without writing if the document has changed since the edit was compared with it. */
async function editVersion(
  tx: Transaction<Database>,
  services: EditServices,
  { name, version, document: compared }: VersionKey & Pick<VersionsTable, 'document'>,
  status: Status | undefined,
  document: ServerDocument | undefined,
): Promise<string | undefined> {
  await lockServers(tx, [name])
  const [before] = await listRows(tx, name, [version])
  if (!before) throw await versionNotFound(tx, name, version)
  if (before.document !== compared) return undefined
  if (document) await requireRoom(tx, before, document, withDefaultLimits(services).maxBytesPerServer)

  const withNewStatus = status && status !== before.status ? withStatus(before, { status }) : undefined
  const content = document && { document: document.text, search_text: toSearchText(document.server) }
  const after = { ...(withNewStatus ?? before), ...content }
  const isUnchanged = !withNewStatus && before.document === after.document
  if (!isUnchanged) await requireNotHeld(tx, services, [before])
  const row = isUnchanged
    ? before
    : await write(tx, services.clock.now(), after, withNewStatus ? 'status-changed' : 'content-changed')

  const versions = await listSummaries(tx, name)
  const own = { version, publishedAt: row.published_at, status: row.status }
  return toEntry(row, toWarnings(document?.warnings ?? [], own, versions))
}

// A smaller document is accepted even if the server exceeds its limit.
async function requireRoom(
  tx: Transaction<Database>,
  { name, document: before }: VersionsTable,
  document: ServerDocument,
  limit: number,
): Promise<void> {
  const growth = Buffer.byteLength(document.text) - Buffer.byteLength(before)
  if (growth <= 0) return
  const bytes = (await listSummaries(tx, name)).reduce((sum, { documentBytes }) => sum + documentBytes, 0)
  if (bytes + growth > limit) throw toTooManyBytes(name, bytes, limit)
}

async function write(
  tx: Transaction<Database>,
  now: Date,
  row: VersionsTable,
  kind: 'status-changed' | 'content-changed',
): Promise<VersionsTable> {
  const pending = await recomputeLatest(tx, row.name, [{ kind, row }])
  const [written] = await writePendingRows(tx, pending, now)
  if (!written) throw new Error('nothing was written')
  return written
}
