import { sql, type Transaction } from 'kysely'
import type { Database } from '../store/database.js'
import { countTypos } from '@mcp-registry/contract'
import { isCorrectable, quote } from './index/search-entry.js'
import type { QueryWord } from './search-query.js'

const MAX_SIMILAR = 40
const MAX_COUNTED = 5
// High enough to distinguish a word in use from a misspelling.
const MAX_COUNT = 100

/** Replacements from the registry for words of a query that it does not contain. Words without a replacement are omitted. */
export async function findCorrections(
  tx: Transaction<Database>,
  words: readonly QueryWord[],
): Promise<ReadonlyMap<string, string>> {
  const corrections = new Map<string, string>()
  for (const { whole } of await listUnknown(tx, words)) {
    const [best] = await listCandidates(tx, whole)
    if (best !== undefined) corrections.set(whole, best)
  }
  return corrections
}

async function listUnknown(tx: Transaction<Database>, words: readonly QueryWord[]): Promise<QueryWord[]> {
  const correctable = words.filter(({ whole }) => isCorrectable(whole))
  const { rows } = await sql<{ word: string }>`
    select w.word from unnest(${correctable.map(({ whole }) => whole)}::text[]) as w (word)
    where exists (select from search_words where search_words.word = w.word)`.execute(tx)
  const known = new Set(rows.map(({ word }) => word))
  return correctable.filter(({ whole }) => !known.has(whole))
}

/** The words closest to a misspelt one that occur in an entry, fewest typos first, then most frequent. */
async function listCandidates(tx: Transaction<Database>, word: string): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select word from search_words where word % ${word} order by similarity(word, ${word}) desc, word limit ${MAX_SIMILAR}
    `.execute(tx)
  const max = word.length < 5 ? 1 : 2
  const near = rows
    .map((row, index) => ({ word: row.word, typos: countTypos(word, row.word, max), index }))
    .filter(({ typos }) => typos <= max)
    .sort((a, b) => a.typos - b.typos || a.index - b.index)
    .slice(0, MAX_COUNTED)
  const counts = await countEntries(
    tx,
    near.map((each) => each.word),
  )
  return near
    .map((each) => ({ ...each, count: counts.get(each.word) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.typos - b.typos || b.count - a.count || a.index - b.index)
    .map((each) => each.word)
}

async function countEntries(tx: Transaction<Database>, words: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ word: string; count: number }>`
    select w.word, (
      select count(*) from (
        select from search_entries where words @@ w.query::tsquery and not is_deleted limit ${sql.raw(String(MAX_COUNT))}
      ) as found
    ) as count
    from unnest(${words}::text[], ${words.map(quote)}::text[]) as w (word, query)`.execute(tx)
  return new Map(rows.map(({ word, count }) => [word, count]))
}
