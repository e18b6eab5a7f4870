import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { type FetchOptions, fetchWithRetry, toAbortReason } from './fetch-page.js'
import { followDeletions } from './follow-deletions.js'
import type { JsonPart } from './json-part.js'
import { openChunks, openFile } from './open-bytes.js'
import { readCursor, readPage } from './registry-page.js'
import { SourceError } from './source-error.js'
import { splitJson } from './split-json.js'

/** One element of a source, not yet read: a document, or an entry with its `_meta`. */
export interface SourceElement {
  readonly bytes: Uint8Array
  /** Where it stands, for people: "entry 3 (line 12)". */
  readonly position: string
}

export interface ReadOptions extends FetchOptions {
  /** How far reading is: bytes taken from the source, and how many there are where that is known. */
  readonly onBytes?: (readBytes: number, totalBytes: number | undefined) => void
  /** Told what there is to say of the source as a whole. */
  readonly onRemark?: (remark: string) => void
  /** How many pages of a registry are read at most, 100,000 by default: one that always has another page would be read for ever. */
  readonly maxPages?: number
}

const MAX_PAGES = 100_000

/**
 * The elements of a source, one at a time. A source is a path or an http(s) URL of a listing, an array or JSON Lines, gzip or not; a URL
 * whose path ends in `/servers` is a registry, which is walked page by page to its end. Throws a SourceError where a source breaks
 * off, after the elements before that place.
 */
export async function* readSource(source: string, options: ReadOptions = {}): AsyncGenerator<SourceElement> {
  if (!/^https?:\/\//i.test(source)) yield* readFile(source, options)
  else if (isRegistry(new URL(source))) yield* readRegistry(new URL(source), options)
  else yield* readUrl(new URL(source), options)
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
  // The length is that of the packed body, which cannot be compared with what fetch has unpacked.
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
  // A page is small: it is read as a whole, so that a fault in its middle can be tried again.
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
    // Its digest, which is small: cursors are as long as a registry wants them.
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
