import { isRecord } from '@mcp-registry/contract'
import type { JsonPart } from './json-part.js'
import { SourceError } from './source-error.js'
import { splitJson } from './split-json.js'

/** One page of the list of a registry. */
export interface RegistryPage {
  readonly elements: readonly JsonPart[]
  /** The page without its elements. */
  readonly envelope: string | undefined
}

/** A page is held in memory. The limit is far above a hundred entries of maximum size, decompressed. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024
/** Empty entries take many times their size in memory. */
const MAX_PAGE_ENTRIES = 200_000
/** A cursor becomes part of a URL; servers refuse longer URLs. */
const MAX_CURSOR_LENGTH = 8_192

/** Reads a page as a whole. Throws a SourceError if it is too large or malformed. */
export async function readPage(chunks: AsyncIterable<Uint8Array>): Promise<RegistryPage> {
  const parts: JsonPart[] = []
  for await (const part of splitJson(limit(chunks))) {
    if (parts.length === MAX_PAGE_ENTRIES)
      throw new SourceError(`A page has more than ${MAX_PAGE_ENTRIES} entries. Ask for a smaller one with a limit in the URL.`)
    parts.push(part)
  }
  const envelope = findEnvelope(parts)
  if (envelope === undefined) return { elements: parts, envelope }
  return { elements: parts.filter((part) => part !== envelope.part), envelope: envelope.text }
}

/** The cursor of the next page; undefined for the last page. */
export function readCursor({ envelope }: RegistryPage, url: URL): string | undefined {
  const metadata = envelope === undefined ? undefined : parseEnvelope(envelope, url).metadata
  if (!isRecord(metadata)) return undefined
  const cursor = metadata['nextCursor'] ?? metadata['next_cursor']
  if (typeof cursor !== 'string' || cursor === '') return undefined
  if (cursor.length <= MAX_CURSOR_LENGTH) return cursor
  throw new SourceError(`The cursor of ${url.href} has more than ${MAX_CURSOR_LENGTH} characters.`)
}

async function* limit(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > MAX_PAGE_BYTES)
      throw new SourceError(`A page has more than ${MAX_PAGE_BYTES} bytes. Ask for a smaller one with a limit in the URL.`)
    yield chunk
  }
}

/** Some registries write an empty page as `"servers": null`, which leaves the envelope as the only element. */
function findEnvelope(parts: readonly JsonPart[]): { readonly part: JsonPart; readonly text: string } | undefined {
  const [first, ...others] = parts
  // One of several elements is never the envelope, since publishers control the content of elements.
  const part = parts.find(({ kind }) => kind === 'envelope') ?? (others.length === 0 ? first : undefined)
  if (part === undefined) return undefined
  const text = Buffer.from(part.bytes).toString()
  return part.kind === 'envelope' || isEmptyPage(text) ? { part, text } : undefined
}

function isEmptyPage(text: string): boolean {
  try {
    const page: unknown = JSON.parse(text)
    return isRecord(page) && page['servers'] === null
  } catch {
    // Invalid JSON is reported when the element is read.
    return false
  }
}

function parseEnvelope(text: string, url: URL): { readonly metadata?: unknown } {
  try {
    return JSON.parse(text) as { readonly metadata?: unknown }
  } catch (cause) {
    throw new SourceError(
      `What surrounds the servers of ${url.href} is not JSON, so its next page is unknown. Try again later.`,
      {
        cause,
      },
    )
  }
}
