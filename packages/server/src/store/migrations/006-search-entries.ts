import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'

// A frozen copy of how migration 006 makes its rows. A database that is older than the migration has to be left by it as the migrations
// after it expect, whatever columns and rules the search has today.

interface LatestVersion {
  readonly name: string
  readonly status: string
  readonly document: string
}

const PAGE = 1_000

/** Indexes every latest version as the search of that time did. */
export async function fillSearchEntries<DB>(db: Kysely<DB>): Promise<void> {
  let after = ''
  for (;;) {
    const { rows } = await sql<LatestVersion>`
      select name, status, document from versions where is_latest and name > ${after} order by name limit ${PAGE}`.execute(db)
    await insertEntries(db, rows)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.name
  }
}

async function insertEntries<DB>(db: Kysely<DB>, versions: readonly LatestVersion[]): Promise<void> {
  if (versions.length === 0) return
  await sql`
    with entry as materialized (
      select * from json_to_recordset(${JSON.stringify(versions.map(toSearchEntry))}::json) as r (
        name text, slug text, full_slug text, name_words text, words text, facets text[], is_deleted boolean, shuffle integer, vocabulary text[])
    ), written as (
      insert into search_entries (name, slug, full_slug, name_words, words, facets, is_deleted, shuffle)
      select name, slug, full_slug, name_words::tsvector, words::tsvector, facets, is_deleted, shuffle from entry
    )
    insert into search_words (word)
    select distinct unnest(vocabulary) as word from entry order by word
    on conflict do nothing`.execute(db)
}

// Of a text, by where it stands: the server's own name, its title, its packages with the namespace, its description.
const WEIGHTS = ['A', 'B', 'C', 'D'] as const
type Weight = (typeof WEIGHTS)[number]
const POSITIONS = Array.from({ length: 1 << WEIGHTS.length }, (_, bits) =>
  WEIGHTS.flatMap((weight, index) => ((bits >> index) & 1 ? [`${index + 1}${weight}`] : [])).join(','),
)
const MAX_PACKAGES = 50
const MAX_WORDS = 500
const MAX_FACETS = 50
const MAX_FACET_LENGTH = 64
const MAX_WORD_LENGTH = 64
const MAX_SLUG_LENGTH = 200

function toSearchEntry({ name, status, document }: LatestVersion): object {
  const value: unknown = JSON.parse(document)
  // Of each word, the weights as bits.
  const words = new Map<string, number>()
  const add = (word: string, weight: number) => {
    if (word === '' || (words.size >= MAX_WORDS && !words.has(word))) return
    words.set(word, (words.get(word) ?? 0) | weight)
  }
  for (const [text, weight] of listSearchedTexts(name, value)) {
    const bit = 1 << WEIGHTS.indexOf(weight)
    for (const [whole, ...parts] of listWords(text)) {
      add(whole, bit)
      for (const part of parts) add(part, bit)
    }
  }
  const entries = [...words]
  return {
    name,
    slug: toSlug(name.slice(name.indexOf('/') + 1)),
    full_slug: toSlug(name),
    name_words: entries.flatMap(([word, weights]) => ((weights & 1) === 1 ? [`'${word}'`] : [])).join(' '),
    words: entries.map(([word, weights]) => `'${word}':${POSITIONS[weights]}`).join(' '),
    facets: listFacets(value, status),
    is_deleted: status === 'deleted',
    shuffle: createHash('sha1').update(name).digest().readInt32BE(),
    vocabulary: [...words.keys()].filter(isCorrectable),
  }
}

function listSearchedTexts(name: string, document: unknown): [text: string, weight: Weight][] {
  const { title, description } = toRecord(document)
  const slash = name.indexOf('/') + 1
  const texts: [string, Weight][] = [
    [name.slice(0, slash), 'C'],
    [name.slice(slash), 'A'],
  ]
  if (typeof title === 'string') texts.push([title, 'B'])
  for (const { identifier } of listPackages(document)) {
    if (typeof identifier === 'string') {
      texts.push([identifier.replace(/@sha256:[0-9a-f]+$/i, '').replace(/:[\w.-]+$/, ''), 'C'])
    }
  }
  if (typeof description === 'string') texts.push([description, 'D'])
  return texts
}

function listFacets(document: unknown, status: string): string[] {
  const facets = new Set([`status:${status}`])
  const add = (kind: string, value: unknown) => {
    if (typeof value !== 'string' || facets.size >= MAX_FACETS) return
    facets.add(`${kind}:${toStorable(value).slice(0, MAX_FACET_LENGTH)}`)
  }
  for (const { registryType, registry_type, transport } of listPackages(document)) {
    add('package', registryType ?? registry_type)
    add('transport', toRecord(transport)['type'])
  }
  const { remotes } = toRecord(document)
  for (const remote of Array.isArray(remotes) ? remotes.map(toRecord) : []) {
    facets.add('remote:any')
    add('transport', remote['type'] ?? remote['transport_type'])
  }
  return [...facets]
}

function listPackages(document: unknown): Readonly<Record<string, unknown>>[] {
  const { packages } = toRecord(document)
  return Array.isArray(packages) ? packages.slice(0, MAX_PACKAGES).map(toRecord) : []
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

// The database takes neither NUL nor a lone surrogate.
function toStorable(text: string): string {
  return text.replaceAll('\0', ' ').replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}

function isCorrectable(word: string): boolean {
  return word.length >= 4 && word.length <= 30 && (/^[a-z]+$/.test(word) || /^\p{L}+$/u.test(word))
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const LOWER = /^[a-z0-9]*$/
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const ASCII = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** The words of a text, each followed by the parts that its spelling shows: `openapi`, `open`, `api` of `OpenAPI`. */
function listWords(text: string): [whole: string, ...parts: string[]][] {
  return [...text.matchAll(WORD)].flatMap(([word]) => {
    if (ASCII.test(word) || !UNSPACED.test(word)) return [toWord(word)]
    return [...segmenter.segment(word)].map(({ segment }) => toWord(segment))
  })
}

function toWord(text: string): [whole: string, ...parts: string[]] {
  const parts = LOWER.test(text) ? [] : text.split(HUMP)
  return [fold(text), ...(parts.length > 1 ? parts.map(fold).filter((part) => part !== '') : [])]
}

function fold(text: string): string {
  if (ASCII.test(text)) return text.slice(0, MAX_WORD_LENGTH).toLowerCase()
  const folded = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC')
  return Array.from(folded).slice(0, MAX_WORD_LENGTH).join('')
}

function toSlug(text: string): string {
  return listWords(text)
    .map(([whole]) => whole)
    .join('-')
    .slice(0, MAX_SLUG_LENGTH)
}
