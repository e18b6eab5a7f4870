import type { ServerList, ServerResponse } from '@mcp-registry/contract'
import { invalidAnswer } from './read-answer.js'

/** A page of a list, in any representation, and the cursor of the next page; undefined on the last page. */
export interface PageWithCursor<T> {
  readonly page: T
  readonly nextCursor: string | undefined
}

/** Yields successive pages, beginning with the one at `start`. */
export async function* walkPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<PageWithCursor<T>>,
  start: string | undefined,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>()
  let cursor = start
  do {
    const { page, nextCursor } = await fetchPage(cursor)
    yield page
    cursor = nextCursor
    // A repeated cursor would make the walk endless.
    if (cursor !== undefined && seen.has(cursor)) throw invalidAnswer('a next page: it gives the same cursor again')
    if (cursor !== undefined) seen.add(cursor)
  } while (cursor !== undefined)
}

/** The entries of all pages. */
export async function* walkEntries(pages: AsyncIterable<ServerList>): AsyncGenerator<ServerResponse, void, undefined> {
  for await (const page of pages) for (const entry of page.servers) yield entry
}
