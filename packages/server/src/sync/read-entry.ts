import { editJson, type JsonText, OFFICIAL_META_KEY, readJson } from '@mcp-registry/contract'
import { isRecord, type JsonRecord, toCurrentOfficial } from './official-meta.js'

/** What an element of a source is: an entry that some registry knew, a document that none did, or neither. */
export type SourceEntry =
  | ({ readonly kind: 'entry'; /** The `_meta`, in the present form. */ readonly meta: JsonRecord } & SourceDocument)
  | ({ readonly kind: 'document' } & SourceDocument)
  | { readonly kind: 'unreadable'; readonly reason: string; readonly name?: string; readonly version?: string }

export interface SourceDocument {
  readonly name: string
  readonly version: string
  /** Minified JSON; keys and numbers as they were written. */
  readonly document: string
}

/** Tells what the bytes of an element are. Whether a document keeps today's rules is not asked here. */
export function readEntry(bytes: Uint8Array): SourceEntry {
  const text = decode(bytes)
  if (text === undefined) return { kind: 'unreadable', reason: 'It is not UTF-8 text.' }
  const json = readJson(text)
  if (!json.ok) return { kind: 'unreadable', reason: json.errors.map(({ message }) => message).join(' ') }
  const { value } = json.value
  if (!isRecord(value)) return { kind: 'unreadable', reason: 'It is not an object.' }
  if (!isRecord(value['server'])) return toEntry(json.value.text, value, {})
  return toEntry(cutOut(text, json.value, 'server'), value['server'], isRecord(value['_meta']) ? value['_meta'] : {})
}

function toEntry(document: string, server: JsonRecord, meta: JsonRecord): SourceEntry {
  const { name, version } = server
  if (typeof name !== 'string' || name === '') return { kind: 'unreadable', reason: 'It has no name.' }
  if (typeof version !== 'string' || version === '') return { kind: 'unreadable', reason: 'It has no version.', name }
  // Early registries put what they knew into the document itself.
  const inner = isRecord(server['_meta']) ? server['_meta'] : {}
  const official = [meta[OFFICIAL_META_KEY], inner[OFFICIAL_META_KEY]].find(isRecord)
  const kept = { name, version, document: withoutOfficial(document, inner) }
  if (!official) return { kind: 'document', ...kept }
  return { kind: 'entry', ...kept, meta: { ...meta, [OFFICIAL_META_KEY]: toCurrentOfficial(official, server) } }
}

function withoutOfficial(document: string, inner: JsonRecord): string {
  if (!Object.hasOwn(inner, OFFICIAL_META_KEY)) return document
  const path = Object.keys(inner).length === 1 ? ['_meta'] : ['_meta', OFFICIAL_META_KEY]
  return editJson(document, [{ kind: 'drop', path }])
}

// A fatal decoder: a replaced character would be a changed document.
const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function cutOut(text: string, json: JsonText, key: string): string {
  // Most sources write as JSON.stringify does, and the document first.
  const plain = isRecord(json.value) ? JSON.stringify(json.value[key]) : ''
  if (json.text.startsWith(`{${JSON.stringify(key)}:${plain}`)) return plain
  const place = json.locate(key)
  const part = place && readJson(text.slice(place.offset, place.offset + place.length))
  if (!part?.ok) throw new Error(`${key} was read and cannot be found`)
  return part.value.text
}
