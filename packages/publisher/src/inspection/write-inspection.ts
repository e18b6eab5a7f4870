import { setJsonValue } from '@mcp-registry/client'
import { type Inspection, INSPECTION_KEY, INSPECTION_PATH, isRecord, PUBLISHER_META_KEY, readJson } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import type { ServerFile } from '../server-file.js'

const BOM = '\uFEFF'

/** The publisher metadata of a document, without the inspection. Throws if the text has no place for one. */
export function requirePublisherMeta({ name, text }: ServerFile): Readonly<Record<string, unknown>> {
  const json = readJson(text)
  const document = json.ok ? json.value.value : undefined
  const meta = isRecord(document) ? (document['_meta'] ?? {}) : undefined
  const own = isRecord(meta) ? (meta[PUBLISHER_META_KEY] ?? {}) : undefined
  if (!isRecord(own) || hasNull(document, meta))
    throw new CommandError(`${name} has no place for an inspection. List its issues with: mcp-publisher validate ${name}`)
  const { [INSPECTION_KEY]: _, ...others } = own
  return others
}

// An explicit null cannot be extended.
function hasNull(document: unknown, meta: unknown): boolean {
  return (isRecord(document) && document['_meta'] === null) || (isRecord(meta) && meta[PUBLISHER_META_KEY] === null)
}

/** The text with the inspection in it; all else stays as it is written. The same text if it has that inspection already. */
export function withInspection(text: string, inspection: Inspection): string {
  const [prefix, body] = text.startsWith(BOM) ? [BOM, text.slice(1)] : ['', text]
  const json = readJson(body)
  const written = INSPECTION_PATH.reduce(
    (value: unknown, key) => (isRecord(value) ? value[key] : undefined),
    json.ok ? json.value.value : undefined,
  )
  if (JSON.stringify(written) === JSON.stringify(inspection)) return text
  return prefix + setJsonValue(body, INSPECTION_PATH.map(String), inspection)
}
