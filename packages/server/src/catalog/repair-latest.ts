import { findLatest } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import { lockCatalog } from './locks.js'
import { patchMeta } from './meta.js'
import { nextChange } from './next-change.js'
import { listRows, listSummaries } from './server-versions.js'
import type { ImportServices } from './upsert-imported-entries.js'
import { replaceVersions } from './write-versions.js'

/** Finds a latest version for those of the servers that have none. Returns the names of the servers it did that for. */
export async function repairLatest({ store, clock }: ImportServices, names: readonly string[]): Promise<readonly string[]> {
  return store.transaction(async (tx) => {
    await lockCatalog(tx)
    const rows: VersionsTable[] = []
    for (const name of await listNamesWithoutLatest(tx, names)) {
      const latest = findLatest(await listSummaries(tx, name))
      const [row] = await listRows(tx, name, latest ? [latest.version] : [])
      if (row) rows.push({ ...row, is_latest: true, meta: patchMeta(row.meta, { isLatest: true }) })
    }
    if (rows.length === 0) return []
    const { firstNumber } = await nextChange(tx, { count: rows.length, now: clock.now() })
    await replaceVersions(
      tx,
      rows.map((row, index) => ({ ...row, change_number: firstNumber + index })),
    )
    return rows.map(({ name }) => name)
  })
}

async function listNamesWithoutLatest(tx: Transaction<Database>, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from unnest(${[...new Set(names)]}::text[]) as name
    where exists (select from versions where versions.name = name.name)
      and not exists (select from versions where versions.name = name.name and is_latest)
    order by name`.execute(tx)
  return rows.map(({ name }) => name)
}
