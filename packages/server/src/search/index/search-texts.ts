import { sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import { prepared } from '../../store/prepared.js'

// A B-tree index row has at most about 2,700 bytes, name included. Larger texts are stored as null, and their versions are always checked.
const MAX_TEXT_BYTES = 1_500
const MAX_NAME_BYTES = 1_000

/**
 * Adds the search texts of written versions to those of their names. Nothing is removed when a text changes: a stale match only costs a
 * lookup, since searches also check the versions.
 */
export async function addSearchTexts(
  tx: Transaction<Database>,
  rows: readonly Pick<VersionsTable, 'name' | 'search_text'>[],
): Promise<void> {
  if (rows.length === 0) return
  // Most versions of a server have the same text as the previous one.
  const distinct = rows.filter(({ name, search_text }, index) => {
    const before = rows[index - 1]
    return name !== before?.name || search_text !== before.search_text
  })
  const texts = JSON.stringify(distinct.map(({ name, search_text }) => ({ name, search_text })))
  await sql`${prepared}
    insert into search_texts (name, search_text)
    select r.name, ${fit(sql`r.name`, sql`string_agg(distinct r.search_text, E'\n')`)}
    from json_to_recordset(${texts}::json) as r (name text, search_text text)
    left join search_texts as known on known.name = r.name
    where known.name is null or position(r.search_text in known.search_text) = 0
    group by r.name
    on conflict (name) do update
    set search_text = ${fit(sql`excluded.name`, sql`search_texts.search_text || E'\n' || excluded.search_text`)}`.execute(tx)
}

function fit(name: ReturnType<typeof sql>, text: ReturnType<typeof sql>) {
  return sql`case when octet_length(${name}) <= ${MAX_NAME_BYTES} and octet_length(${text}) <= ${MAX_TEXT_BYTES} then ${text} end`
}
