import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { findUrl } from '@mcp-registry/contract'
import { type FetchOptions, fetchWithRetry, toAbortReason } from './fetch-page.js'
import { followDeletions } from './follow-deletions.js'
import type { JsonPart } from './json-part.js'
import { openChunks, openFile } from './open-bytes.js'
import { readCursor, readPage } from './registry-page.js'
import { SourceError } from './source-error.js'
import { splitJson } from './split-json.js'

/** One unparsed element of a source: a document, or an entry with its `_meta`. */
export interface SourceElement {
  readonly bytes: Uint8Array
  /** Human-readable position: "entry 3 (line 12)". */
  readonly position: string
}

export interface ReadOptions extends FetchOptions {
  /** Progress: bytes read from the source, and the total if it is known. */
  readonly onBytes?: (readBytes: number, totalBytes: number | undefined) => void
  /** Called with remarks about the source as a whole. */
  readonly onRemark?: (remark: string) => void
  /** Maximum number of pages read from a registry, 100,000 by default. Bounds the work for a registry that always has another page. */
  readonly maxPages?: number
}

const MAX_PAGES = 100_000

/**
 * The elements of a source, one at a time. A source is a path or an http(s) URL of a listing, an array or JSON Lines, optionally gzipped. A
 * URL whose path ends in `/servers` is a registry, which is read page by page to its end. If a source breaks off, throws a SourceError
 * after the elements before that position.
 */
export async function* readSource(source: string, options: ReadOptions = {}): AsyncGenerator<SourceElement> {
  if (!/^https?:\/\//i.test(source)) {
    yield* readFile(source, options)
    return
  }
  const url = requireUrl(source)
  yield* isRegistry(url) ? readRegistry(url, options) : readUrl(url, options)
}

function requireUrl(source: string): URL {
  const url = findUrl(source)
  if (url === undefined) throw new SourceError(`${JSON.stringify(source)} is not a URL. Check the address.`)
  if (url.username === '' && url.password === '') return url
  // They would end up in logs and in the shell history.
  throw new SourceError(
    `The URL of ${url.host} contains a user name or password, which an import does not send. Download the list first.`,
  )
}

async function* readFile(path: string, options: ReadOptions): AsyncGenerator<SourceElement> {
  let readBytes = 0
  const { size } = await stat(path)
  const bytes = openFile(path, (count) => options.onBytes?.((readBytes += count), size))
  yield* toElements(splitJson(bytes))
}

async function* readUrl(url: URL, options: ReadOptions): AsyncGenerator<SourceElement> {
  const response = await fetchWithRetry(url, options, (answer) => answer)
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  // Content-Length counts the compressed body, which cannot be compared with the decompressed bytes that fetch returns.
  const totalBytes = response.headers.has('content-encoding') || Number.isNaN(length) ? undefined : length
  let readBytes = 0
  const bytes = openChunks(response.bytes(), (count) => options.onBytes?.((readBytes += count), totalBytes))
  yield* toElements(splitJson(explainBreaks(bytes, url)))
}

function isRegistry(url: URL): boolean {
  return /\/servers\/?$/.test(url.pathname)
}

async function* readRegistry(first: URL, options: ReadOptions): AsyncGenerator<SourceElement> {
  const { maxPages = MAX_PAGES } = options
  const seen = new Set<string>()
  const url = new URL(first)
  if (!url.searchParams.has('limit')) url.searchParams.set('limit', '100')
  let readBytes = 0
  // Pages are small and read as a whole, so that a failure halfway through can be retried.
  const fetchPage = () =>
    fetchWithRetry(url, options, (response) =>
      readPage(openChunks(response.bytes(), (count) => options.onBytes?.((readBytes += count), undefined))),
    )
  const deletions = followDeletions(url)
  for (;;) {
    const page = await (seen.size === 0 ? deletions.fetchFirst(fetchPage) : fetchPage())
    deletions.look(page.elements)
    yield* toElements(page.elements, ` of ${url.href}`)
    const cursor = readCursor(page, url)
    if (cursor === undefined) break
    // Keep digests instead of cursors, which may be thousands of characters long.
    const digest = createHash('sha256').update(cursor).digest('base64')
    if (seen.has(digest))
      throw new SourceError(`${first.href} gives the cursor ${JSON.stringify(cursor)} twice: its pages go in a circle.`)
    seen.add(digest)
    if (seen.size >= maxPages)
      throw new SourceError(
        `${first.href} has more than ${maxPages} pages. Import it from a file, or with a greater limit in its URL.`,
      )
    url.searchParams.set('cursor', cursor)
  }
  if (await deletions.areHidden(options)) {
    options.onRemark?.(
      `${first.origin}${first.pathname} does not list what was deleted there (it does not know include_deleted), so that stays here as it is.`,
    )
  }
}

async function* toElements(parts: AsyncIterable<JsonPart> | Iterable<JsonPart>, page = ''): AsyncGenerator<SourceElement> {
  let count = 0
  for await (const part of parts) {
    if (part.kind === 'element') yield { bytes: part.bytes, position: `entry ${(count += 1)} (line ${part.line}${page})` }
  }
}

async function* explainBreaks(bytes: AsyncIterable<Uint8Array>, url: URL): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (caught) {
    const error = toAbortReason(caught)
    if (error instanceof SourceError || (error instanceof Error && error.name === 'AbortError')) throw error
    throw new SourceError(`The connection to ${url.host} broke off. What came before has been read; run the import again.`, {
      cause: error,
    })
  }
}
