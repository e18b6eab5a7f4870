import { sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { type ImportedEntry, type ReadEntry, readEntry, toImportedRow } from './imported-entry.js'
import { lockCatalog } from './locks.js'
import { patchMeta } from './meta.js'
import { nextChange } from './next-change.js'
import { insertRemoteUrls, replaceRemoteUrls } from './remote-urls.js'
import type { HoldServices } from './takedowns/find-holds.js'
import { holdImportedEntries } from './takedowns/hold-imported-entries.js'
import { insertVersions, replaceVersions } from './write-versions.js'

/** What became of the entries. */
export interface ImportOutcome {
  readonly added: number
  readonly replaced: number
  readonly unchanged: number
  /** Entries that changed here later than there, and so stayed as they are here. */
  readonly kept: number
  readonly refused: readonly EntryNote[]
  readonly warnings: readonly EntryNote[]
}

export interface EntryNote {
  readonly name: string
  readonly version: string
  readonly reason: string
}

export interface ImportServices extends HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
}

/** The same as {@link upsertReadEntries}, for entries that are still to be read. */
export function upsertImportedEntries(services: ImportServices, entries: readonly ImportedEntry[]): Promise<ImportOutcome> {
  return upsertReadEntries(
    services,
    entries.map((entry) => readEntry(entry)),
  )
}

/**
 * Takes over entries of another registry verbatim, in one transaction; a few hundred at a time are quick. Of two that differ the one
 * updated later stays. An entry that is latest takes the flag from the version that had it. An upstream that never flags one leaves
 * names without a latest version: `repairLatest` afterwards.
 */
export async function upsertReadEntries(services: ImportServices, entries: readonly ReadEntry[]): Promise<ImportOutcome> {
  const refused: EntryNote[] = []
  const readable: ReadEntry[] = []
  for (const read of entries) {
    const { entry, obstacle } = read
    if (obstacle === undefined) readable.push(read)
    else refused.push({ name: entry.name, version: entry.version, reason: obstacle })
  }
  const distinct = dropRepeated(readable)
  const { counts, held } = await services.store.transaction((tx) => upsert(tx, services, distinct))
  const warnings = readable.flatMap(({ entry: { name, version }, warnings: reasons }) =>
    reasons.map((reason) => ({ name, version, reason })),
  )
  return { ...counts, kept: counts.kept + readable.length - distinct.length, refused: [...refused, ...held], warnings }
}

// A list that changed while it was read can hold an entry twice: the later state counts.
function dropRepeated(entries: readonly ReadEntry[]): ReadEntry[] {
  const byKey = new Map<string, ReadEntry>()
  for (const read of entries) {
    const key = toKey(read.entry)
    const other = byKey.get(key)
    if (!other || (read.updatedAt ?? '') >= (other.updatedAt ?? '')) byKey.set(key, read)
  }
  return [...byKey.values()]
}

interface Counts {
  added: number
  replaced: number
  unchanged: number
  kept: number
}

async function upsert(
  tx: Transaction<Database>,
  services: ImportServices,
  entries: readonly ReadEntry[],
): Promise<{ counts: Counts; held: readonly EntryNote[] }> {
  const counts: Counts = { added: 0, replaced: 0, unchanged: 0, kept: 0 }
  if (entries.length === 0) return { counts, held: [] }
  await lockCatalog(tx)
  const existing = new Map((await findExisting(tx, entries)).map((row) => [toKey(row), row]))
  const isTaken: ReadEntry[] = []
  const held = await holdImportedEntries(tx, services, entries, existing)
  for (const read of held.entries) {
    const outcome = compare(read, existing.get(toKey(read.entry)))
    counts[outcome]++
    if (outcome === 'added' || outcome === 'replaced') isTaken.push(read)
  }
  if (isTaken.length > 0) await write(tx, isTaken, existing, services.clock.now())
  await held.remember(isTaken)
  return { counts, held: held.refused }
}

function compare(read: ReadEntry, existing: VersionsTable | undefined): keyof Counts {
  if (!existing) return 'added'
  // Only a flag that is given says something: the row may have got its own when no other version had one.
  const asRow = toImportedRow(read, read.isLatest || existing.is_latest, {
    publishedAt: existing.published_at,
    updatedAt: existing.updated_at,
  })
  if (asRow.document === existing.document && asRow.meta === existing.meta) return 'unchanged'
  if (read.updatedAt === undefined) return existing.origin === 'published' ? 'kept' : 'replaced'
  return read.updatedAt < existing.updated_at ? 'kept' : 'replaced'
}

async function write(
  tx: Transaction<Database>,
  entries: readonly ReadEntry[],
  existing: ReadonlyMap<string, VersionsTable>,
  now: Date,
): Promise<void> {
  // One flag for each name: the last that claims it.
  const latest = new Map(entries.filter(({ isLatest }) => isLatest).map(({ entry }) => [entry.name, entry.version]))
  const at = `${now.toISOString().slice(0, -1)}000Z`
  const rows = entries.map((read) => {
    const { name, version } = read.entry
    const before = existing.get(toKey(read.entry))
    const claimed = latest.get(name)
    const isLatest = claimed === undefined ? (before?.is_latest ?? false) : claimed === version
    return toImportedRow(read, isLatest, { publishedAt: before?.published_at ?? at, updatedAt: at })
  })
  const dethroned = await listDethroned(tx, latest, new Set(entries.map(({ entry }) => toKey(entry))))
  const { firstNumber } = await nextChange(tx, { count: dethroned.length + rows.length, now })
  const changed = [...dethroned, ...rows].map((row, index) => ({ ...row, change_number: firstNumber + index }))
  const dethronedKeys = new Set(dethroned.map(toKey))
  const isNew = (row: { name: string; version: string }) => !existing.has(toKey(row)) && !dethronedKeys.has(toKey(row))
  // An insert that expects a conflict takes the database longer. Those that are replaced come first, since among them are flags given up.
  await replaceVersions(
    tx,
    changed.filter((row) => !isNew(row)),
  )
  await insertVersions(tx, changed.filter(isNew))
  const documents = entries.map(({ entry: { name, version }, urls }) => ({ name, version, urls }))
  await insertRemoteUrls(tx, documents.filter(isNew))
  await replaceRemoteUrls(
    tx,
    documents.filter((document) => !isNew(document)),
  )
}

function findExisting(tx: Transaction<Database>, entries: readonly ReadEntry[]): Promise<VersionsTable[]> {
  const keys = JSON.stringify(entries.map(({ entry: { name, version } }) => ({ name, version })))
  return tx
    .selectFrom('versions')
    .innerJoin(
      sql<{ name: string; version: string }>`json_to_recordset(${keys}::json)`.as(sql`r (name text, version text)`),
      (join) => join.on(sql<boolean>`r.name = versions.name and r.version = versions.version`),
    )
    .selectAll('versions')
    .execute()
}

/**
 * The rows that lose their flag to another version. Their `updatedAt` stays: it is the upstream's, and a later one would make every
 * further import of the row look outdated.
 */
async function listDethroned(
  tx: Transaction<Database>,
  latest: ReadonlyMap<string, string>,
  written: ReadonlySet<string>,
): Promise<VersionsTable[]> {
  if (latest.size === 0) return []
  const holders = await tx
    .selectFrom('versions')
    .selectAll()
    .where(sql<boolean>`is_latest and name = any(${[...latest.keys()]}::text[])`)
    .execute()
  return holders
    .filter((row) => !written.has(toKey(row)))
    .map((row) => ({ ...row, is_latest: false, meta: patchMeta(row.meta, { isLatest: false }) }))
}

function toKey({ name, version }: { name: string; version: string }): string {
  return `${name}\0${version}`
}
