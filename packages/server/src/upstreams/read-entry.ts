import { editJson, isRecord, type JsonText, OFFICIAL_META_KEY, readJson } from '@mcp-registry/contract'
import { type JsonRecord, toCurrentOfficial } from './official-meta.js'

/** The kind of an element of a source: an entry of a registry, a standalone document, or neither. */
export type SourceEntry =
  | ({ readonly kind: 'entry'; /** The `_meta`, with the current field names. */ readonly meta: JsonRecord } & SourceDocument)
  | ({ readonly kind: 'document' } & SourceDocument)
  | { readonly kind: 'unreadable'; readonly reason: string; readonly name?: string; readonly version?: string }

export interface SourceDocument {
  readonly name: string
  readonly version: string
  /** Minified JSON; keys and numbers as written. */
  readonly document: string
  /** The parsed document. */
  readonly value: JsonRecord
}

/** Classifies the bytes of an element. Does not check the document against today's rules. */
export function readEntry(bytes: Uint8Array): SourceEntry {
  const text = decode(bytes)
  if (text === undefined) return { kind: 'unreadable', reason: 'It is not UTF-8 text.' }
  const json = readJson(text)
  if (!json.ok) return { kind: 'unreadable', reason: json.errors.map(({ message }) => message).join(' ') }
  const { value } = json.value
  if (!isRecord(value)) return { kind: 'unreadable', reason: 'It is not an object.' }
  if (!isRecord(value['server'])) return toEntry(json.value.text, value, undefined)
  return toEntry(cutOutServer(text, json.value, value), value['server'], isRecord(value['_meta']) ? value['_meta'] : {})
}

/** An item of a list is an entry, whatever its metadata; `meta` is undefined for a standalone document. */
function toEntry(document: string, server: JsonRecord, meta: JsonRecord | undefined): SourceEntry {
  const { name, version } = server
  if (typeof name !== 'string' || name === '') return { kind: 'unreadable', reason: 'It has no name.' }
  if (typeof version !== 'string' || version === '') return { kind: 'unreadable', reason: 'It has no version.', name }
  // Early registries stored their metadata in the document itself.
  const inner = isRecord(server['_meta']) ? server['_meta'] : {}
  const official = [meta?.[OFFICIAL_META_KEY], inner[OFFICIAL_META_KEY]].find(isRecord)
  const kept = { name, version, ...withoutOfficial(document, server, inner) }
  if (!official && !meta) return { kind: 'document', ...kept }
  return { kind: 'entry', ...kept, meta: { ...meta, [OFFICIAL_META_KEY]: toCurrentOfficial(official ?? {}, server) } }
}

function withoutOfficial(document: string, server: JsonRecord, inner: JsonRecord): Pick<SourceDocument, 'document' | 'value'> {
  if (!Object.hasOwn(inner, OFFICIAL_META_KEY)) return { document, value: server }
  const path = Object.keys(inner).length === 1 ? ['_meta'] : ['_meta', OFFICIAL_META_KEY]
  const edited = editJson(document, [{ kind: 'drop', path }])
  return { document: edited, value: JSON.parse(edited) as JsonRecord }
}

// A fatal decoder, since a replacement character would change the document.
const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function cutOutServer(text: string, json: JsonText, entry: JsonRecord): string {
  // Most sources write like JSON.stringify, with the document first. Its text is then everything before the other properties.
  if (json.isPlain && json.text.startsWith(SERVER_FIRST)) {
    const { server: _, ...others } = entry
    const rest = JSON.stringify(others)
    return json.text.slice(SERVER_FIRST.length, rest === '{}' ? -1 : -rest.length)
  }
  const place = json.locate('server')
  const part = place && readJson(text.slice(place.offset, place.offset + place.length))
  if (!part?.ok) throw new Error('server was read and cannot be found')
  return part.value.text
}

const SERVER_FIRST = '{"server":'
