import { sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import { lockOutWriters } from '../../store/writers-lock.js'
import type { EntryNote } from './entry-note.js'
import { type ReadEntry, toImportedRow, toUpdatedAt } from './imported-entry.js'
import { patchMeta } from '../../entries/meta.js'
import { nextChanges, takeNext } from '../rows/next-change.js'
import type { ServerLimits } from '../rows/server-limits.js'
import { listRowsOf, listSizes, toKeyText, type VersionKey } from '../rows/server-versions.js'
import { type HeldOriginal, holdImportedEntries, isRemembered } from './hold-imported-entries.js'
import { insertVersions, replaceVersions } from '../rows/write-versions.js'

export interface WrittenEntries {
  readonly added: number
  readonly replaced: number
  readonly unchanged: number
  /** Entries that were left unchanged because the stored version was updated later. */
  readonly kept: number
  readonly refused: readonly EntryNote[]
}

export interface WriteOptions {
  readonly now: Date
  readonly limits: ServerLimits
  /** From the configuration, in addition to those that administrators have denied. */
  readonly deniedNamespaces: readonly string[]
}

/**
 * Writes the entries that are new or newer than the stored ones and fit the limits of their servers. No version may occur twice. A version
 * that is taken down or denied stays hidden if it exists, and is refused otherwise.
 */
export async function writeImportedEntries(
  tx: Transaction<Database>,
  entries: readonly ReadEntry[],
  { now, limits, deniedNamespaces }: WriteOptions,
): Promise<WrittenEntries> {
  const counts = { added: 0, replaced: 0, unchanged: 0, kept: 0 }
  if (entries.length === 0) return { ...counts, refused: [] }
  await lockOutWriters(tx)
  const rows = await listRowsOf(
    tx,
    entries.map(({ entry }) => entry),
  )
  const existing = new Map(rows.map((row) => [toKeyText(row), row]))
  const held = await holdImportedEntries(tx, { deniedNamespaces }, entries, existing)
  const news: ReadEntry[] = []
  for (const read of held.entries) {
    const outcome = compare(read, existing.get(toKeyText(read.entry)), held.findOriginal(read))
    if (outcome === 'news') news.push(read)
    else counts[outcome]++
  }
  const { fitting, refused } = await fit(tx, news, existing, limits)
  for (const { entry } of fitting) counts[existing.has(toKeyText(entry)) ? 'replaced' : 'added']++
  if (fitting.length > 0) await write(tx, fitting, existing, now)
  await held.remember(fitting)
  return { ...counts, refused: [...held.refused, ...refused] }
}

function compare(
  read: ReadEntry,
  existing: VersionsTable | undefined,
  original: HeldOriginal | undefined,
): 'news' | 'unchanged' | 'kept' {
  if (!existing) return 'news'
  // Only an explicit `true` counts as a difference: this registry may have set the flag of the row itself because no version had one.
  const asRow = toImportedRow(read, read.isLatest === true || existing.is_latest, {
    publishedAt: existing.published_at,
    updatedAt: existing.updated_at,
  })
  const isSame = asRow.document === existing.document && asRow.meta === existing.meta
  if (isSame && (original === undefined || isRemembered(original))) return 'unchanged'
  const updatedAt = toUpdatedAt(original?.read ?? read)
  if (updatedAt === undefined) return existing.origin === 'published' ? 'kept' : 'news'
  // Compare with the time before the version was hidden here: the upstream is unaware of the takedown.
  return updatedAt.value < (original?.own ?? existing).updated_at ? 'kept' : 'news'
}

/** The entries that fit the limits of their servers. An entry that does not grow fits even if its server exceeds a limit. */
async function fit(
  tx: Transaction<Database>,
  entries: readonly ReadEntry[],
  existing: ReadonlyMap<string, VersionsTable>,
  { maxVersionsPerServer, maxBytesPerServer }: ServerLimits,
): Promise<{ fitting: readonly ReadEntry[]; refused: readonly EntryNote[] }> {
  const sizes = new Map(
    (
      await listSizes(
        tx,
        entries.map(({ entry }) => entry.name),
      )
    ).map(({ name, versions, bytes }) => [name, { versions, bytes }]),
  )
  const refused: EntryNote[] = []
  const fitting = entries.filter(({ entry, bytes }) => {
    const { name, version } = entry
    const before = existing.get(toKeyText(entry))
    const size = sizes.get(name) ?? { versions: 0, bytes: 0 }
    const growth = bytes - (before ? Buffer.byteLength(before.document) + Buffer.byteLength(before.meta) : 0)
    const refuse = (reason: string) => {
      refused.push({ name, version, reason })
      return false
    }
    if (!before && size.versions >= maxVersionsPerServer)
      return refuse(`Its server has ${maxVersionsPerServer} versions, as many as a server may have.`)
    if (growth > 0 && size.bytes + growth > maxBytesPerServer)
      return refuse(`With it the versions of its server would have more than ${maxBytesPerServer} bytes together.`)
    sizes.set(name, { versions: size.versions + (before ? 0 : 1), bytes: size.bytes + growth })
    return true
  })
  return { fitting, refused }
}

async function write(
  tx: Transaction<Database>,
  entries: readonly ReadEntry[],
  existing: ReadonlyMap<string, VersionsTable>,
  now: Date,
): Promise<void> {
  // A name has one latest version; if several entries claim the flag, the last one wins.
  const latest = new Map(entries.filter(({ isLatest }) => isLatest === true).map(({ entry }) => [entry.name, entry.version]))
  const formerLatest = await listFormerLatest(tx, latest, new Set(entries.map(({ entry }) => toKeyText(entry))))
  // Each entry has its own time: if two entries have no publication time, the later one in the list is the later publication.
  const counts = [formerLatest.length, ...entries.map(() => 1)]
  const changes = (await nextChanges(tx, { counts, now: toLaterOf(now, entries) })).values()
  const { firstNumber } = takeNext(changes)
  const rows = entries.map((read) => {
    const { at } = takeNext(changes)
    const { name, version } = read.entry
    const before = existing.get(toKeyText(read.entry))
    const claimed = latest.get(name)
    const isLatest = claimed === undefined ? (before?.is_latest ?? false) : claimed === version
    return toImportedRow(read, isLatest, { publishedAt: before?.published_at ?? at, updatedAt: at })
  })
  const changed = [...formerLatest, ...rows].map((row, index) => ({ ...row, change_number: firstNumber + index }))
  const dethronedKeys = new Set(formerLatest.map(toKeyText))
  const isNew = (row: VersionKey) => !existing.has(toKeyText(row)) && !dethronedKeys.has(toKeyText(row))
  // A plain insert is faster than one with ON CONFLICT. Replacements come first, since some of them clear flags.
  await replaceVersions(
    tx,
    changed.filter((row) => !isNew(row)),
  )
  await insertVersions(tx, changed.filter(isNew))
}

/** The clock of the other registry may be slightly ahead of this one. The next change here must be later than its timestamps. */
function toLaterOf(now: Date, entries: readonly ReadEntry[]): Date {
  const latest = entries.reduce((greatest, read) => {
    const value = toUpdatedAt(read)?.value ?? ''
    return value > greatest ? value : greatest
  }, '')
  // Round up, since a Date has millisecond precision.
  return latest > now.toISOString() ? new Date(Date.parse(latest) + 1) : now
}

/**
 * The rows that lose their flag to another version. They keep the `updatedAt` of the upstream: a later one would make every further import
 * of the row look outdated.
 */
async function listFormerLatest(
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
    .filter((row) => !written.has(toKeyText(row)))
    .map((row) => ({ ...row, is_latest: false, meta: patchMeta(row.meta, { isLatest: false }) }))
}
