import { findLatest } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import { lockOutWriters } from '../../store/writers-lock.js'
import { patchMeta } from '../../entries/meta.js'
import { nextChange } from '../rows/next-change.js'
import { listRowsOf, listSummariesOf, toKeyText, type VersionKey, type VersionSummary } from '../rows/server-versions.js'
import type { ImportServices } from './upsert-read-entries.js'
import { replaceVersions } from '../rows/write-versions.js'

// All writers wait for a transaction that locks the catalog, so it must be short.
const NAMES_PER_TRANSACTION = 500

/**
 * Determines the latest version, by the rules of publishing, of the servers that have none and of those in `undecided`, for which no
 * registry specifies one. Returns the names of the servers whose latest version changed.
 */
export async function repairLatest(
  services: Pick<ImportServices, 'store' | 'clock'>,
  names: readonly string[],
  undecided: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const distinct = [...new Set(names)]
  const repaired: string[] = []
  for (let from = 0; from < distinct.length; from += NAMES_PER_TRANSACTION) {
    const some = distinct.slice(from, from + NAMES_PER_TRANSACTION)
    repaired.push(...(await services.store.transaction((tx) => repair(tx, some, undecided, services.clock.now()))))
  }
  return repaired
}

async function repair(
  tx: Transaction<Database>,
  names: readonly string[],
  undecided: ReadonlySet<string>,
  now: Date,
): Promise<readonly string[]> {
  await lockOutWriters(tx)
  const pending = new Set([...(await listNamesWithoutLatest(tx, names)), ...names.filter((name) => undecided.has(name))])
  const moves = pending.size === 0 ? [] : await listMoves(tx, pending)
  if (moves.length === 0) return []
  const flags = new Map(moves.map((move) => [toKeyText(move), move.isLatest]))
  const rows = (await listRowsOf(tx, moves)).map((row): VersionsTable => {
    const isLatest = flags.get(toKeyText(row)) === true
    return { ...row, is_latest: isLatest, meta: patchMeta(row.meta, { isLatest }) }
  })
  const { firstNumber } = await nextChange(tx, { count: rows.length, now })
  await replaceVersions(
    tx,
    rows.map((row, index) => ({ ...row, change_number: firstNumber + index })),
  )
  return moves.filter(({ isLatest }) => isLatest).map(({ name }) => name)
}

async function listNamesWithoutLatest(tx: Transaction<Database>, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${names}::text[]) as name
    where exists (select from versions where versions.name = name.name)
      and not exists (select from versions where versions.name = name.name and is_latest)
    order by name`.execute(tx)
  return rows.map(({ name }) => name)
}

async function listMoves(
  tx: Transaction<Database>,
  names: ReadonlySet<string>,
): Promise<(VersionKey & { readonly isLatest: boolean })[]> {
  const summaries = new Map([...names].map((name): [string, VersionSummary[]] => [name, []]))
  // Spellings that are not among the names are left unchanged.
  for (const summary of await listSummariesOf(tx, [...names])) summaries.get(summary.name)?.push(summary)
  return [...summaries].flatMap(([name, versions]) => {
    const latest = findLatest(versions)
    const flagged = versions.find(({ isLatest }) => isLatest)
    if (!latest || latest === flagged) return []
    const given = { name, version: latest.version, isLatest: true }
    return flagged ? [{ name, version: flagged.version, isLatest: false }, given] : [given]
  })
}
