import { createHash } from 'node:crypto'
import { findInspection, type Inspection, INSPECTION_PATH, SearchedCapability, toPathText } from '@mcp-registry/contract'
import { listWords, toSlug } from './words.js'

/** The searchable content of the latest version of a server. */
export interface SearchEntry {
  readonly name: string
  /** The words after the slash, and those of the whole name, joined with dashes. */
  readonly slug: string
  readonly full_slug: string
  /** The words after the slash, and all words with the weights of the fields they occur in, as tsvector text. */
  readonly name_words: string
  readonly words: string
  /** `package:npm`, `transport:stdio`, `capability:tools`, `status:active` …: values that can be counted and filtered by. */
  readonly facets: readonly string[]
  readonly is_deleted: boolean
  /** An arbitrary number that is constant for the name. */
  readonly sample_key: number
  /** The words that can be suggested for a misspelt one. */
  readonly vocabulary: readonly string[]
}

export interface SearchableVersion {
  readonly name: string
  readonly status: string
  readonly document: string
}

/** A searched text of a document, and its path there. */
export interface SearchedText {
  readonly path: string
  readonly text: string
  /** The offset of the text in the value at the path. */
  readonly offset: number
  readonly weight: Weight
}

/** Highest first: the server's own name, its title, its packages and its namespace, its description and what was recorded of it. */
export type Weight = 'A' | 'B' | 'C' | 'D'

const WEIGHTS: readonly Weight[] = ['A', 'B', 'C', 'D']
// The tsvector positions for each set of weights. Ranking ignores proximity, so one position per weight is enough.
const POSITIONS = Array.from({ length: 1 << WEIGHTS.length }, (_, bits) =>
  WEIGHTS.flatMap((weight, index) => ((bits >> index) & 1 ? [`${index + 1}${weight}`] : [])).join(','),
)
const MAX_PACKAGES = 50
const MAX_WORDS = 500
const MAX_FACETS = 50
/** Longer facets are truncated. */
export const MAX_FACET_LENGTH = 64

export function toSearchEntry({ name, status, document }: SearchableVersion): SearchEntry {
  const value: unknown = JSON.parse(document)
  // The weights of each word, as bits.
  const words = new Map<string, number>()
  const add = (word: string, weight: number) => {
    if (word === '' || (words.size >= MAX_WORDS && !words.has(word))) return
    words.set(word, (words.get(word) ?? 0) | weight)
  }
  for (const { text, weight } of listSearchedTexts(name, value)) {
    const bit = 1 << WEIGHTS.indexOf(weight)
    for (const { whole, parts } of listWords(text)) {
      add(whole, bit)
      for (const part of parts) add(part, bit)
    }
  }
  const entries = [...words]
  return {
    name,
    slug: toSlug(name.slice(toServerOffset(name))),
    full_slug: toSlug(name),
    name_words: entries.flatMap(([word, weights]) => ((weights & 1) === 1 ? [quote(word)] : [])).join(' '),
    words: entries.map(([word, weights]) => `${quote(word)}:${POSITIONS[weights]}`).join(' '),
    facets: listFacets(value, status),
    is_deleted: status === 'deleted',
    sample_key: createHash('sha1').update(name).digest().readInt32BE(),
    vocabulary: [...words.keys()].filter(isCorrectable),
  }
}

/** The searched texts of a document; the name is split into two. */
export function listSearchedTexts(name: string, document: unknown): SearchedText[] {
  const { title, description } = toRecord(document)
  const slash = toServerOffset(name)
  const texts: SearchedText[] = [
    { path: 'name', text: name.slice(0, slash), offset: 0, weight: 'C' },
    { path: 'name', text: name.slice(slash), offset: slash, weight: 'A' },
  ]
  const add = (path: string, text: unknown, weight: Weight) => {
    if (typeof text === 'string') texts.push({ path, text, offset: 0, weight })
  }
  add('title', title, 'B')
  for (const [index, { identifier }] of listPackages(document).entries()) {
    add(`packages[${index}].identifier`, typeof identifier === 'string' ? withoutTag(identifier) : undefined, 'C')
  }
  add('description', description, 'D')
  for (const { path, name: recorded } of listRecordedNames(document)) add(path, recorded, 'D')
  return texts
}

const RECORDED = ['tools', 'prompts', 'resources'] as const
const RECORDED_PATH = toPathText(INSPECTION_PATH)

/** The names of the tools, prompts and resources that the publisher recorded, tools first. */
function listRecordedNames(document: unknown): { readonly path: string; readonly name: string }[] {
  const inspection = findInspection(document)
  return RECORDED.flatMap((list) =>
    (inspection?.[list]?.names ?? []).map((name, index) => ({ path: `${RECORDED_PATH}.${list}.names[${index}]`, name })),
  )
}

/** The offset of the part of a name after the slash. */
function toServerOffset(name: string): number {
  return name.indexOf('/') + 1
}

// The tag or digest of an image does not describe the server, and differs between versions.
function withoutTag(identifier: string): string {
  return identifier.replace(/@sha256:[0-9a-f]+$/i, '').replace(/:[\w.-]+$/, '')
}

function listFacets(document: unknown, status: string): string[] {
  const facets = new Set([`status:${status}`])
  const add = (kind: string, value: unknown) => {
    if (typeof value !== 'string' || facets.size >= MAX_FACETS) return
    facets.add(`${kind}:${toStorable(value.slice(0, MAX_FACET_LENGTH))}`)
  }
  for (const { registryType, registry_type, transport } of listPackages(document)) {
    // Documents of the first schema, which mirrors keep, call the field `registry_type`.
    add('package', registryType ?? registry_type)
    add('transport', toRecord(transport)['type'])
  }
  const { remotes } = toRecord(document)
  for (const remote of Array.isArray(remotes) ? remotes.map(toRecord) : []) {
    facets.add('remote:any')
    add('transport', remote['type'] ?? remote['transport_type'])
  }
  for (const capability of listRecordedCapabilities(findInspection(document))) add('capability', capability)
  return [...facets]
}

function listRecordedCapabilities(inspection: Inspection | undefined): string[] {
  // A server may claim any others.
  return SearchedCapability.anyOf.map((each) => each.const).filter((capability) => inspection?.capabilities.includes(capability))
}

function listPackages(document: unknown): Readonly<Record<string, unknown>>[] {
  const { packages } = toRecord(document)
  return Array.isArray(packages) ? packages.slice(0, MAX_PACKAGES).map(toRecord) : []
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function toStorable(text: string): string {
  return text.replaceAll('\0', ' ').toWellFormed()
}

/** Whether misspellings of the word can be recognised. Words of two or three letters, or with digits, are close to too many others. */
export function isCorrectable(word: string): boolean {
  return word.length >= 4 && word.length <= 30 && (/^[a-z]+$/.test(word) || /^\p{L}+$/u.test(word))
}

/**
 * Quotes a word for the text of a tsvector or tsquery. Normalisation turns `½` into `1⁄2` and `⑴` into `(1)`, which the quotes protect. It
 * never turns a letter, digit or mark into a quote or a backslash, so nothing needs to be escaped.
 */
export function quote(word: string): string {
  return `'${word}'`
}
