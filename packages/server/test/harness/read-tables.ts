import { sql } from 'kysely'
import type { Store } from '../../src/store/open-store.js'

/** Columns whose values each database makes for itself. */
const MADE_ANEW: Readonly<Record<string, readonly string[]>> = { change_clock: ['epoch', 'origin'] }

/** The rows of every table as JSON texts, in an order that depends on nothing else. */
export async function readTables({ db }: Store): Promise<Readonly<Record<string, unknown>>> {
  const tables = (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('kysely_'))
  const contents = tables.map(async ({ name }) => {
    const { rows } = await sql<{ content: string }>`
      select content from (select (to_jsonb(t) - ${MADE_ANEW[name] ?? []}::text[])::text as content from ${sql.table(name)} t) as c
      order by content collate "C"`.execute(db)
    return [name, rows.map(({ content }) => content)]
  })
  return Object.fromEntries(await Promise.all(contents)) as Record<string, unknown>
}
