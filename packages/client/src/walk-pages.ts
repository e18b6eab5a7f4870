import type { ServerList, ServerResponse } from '@mcp-registry/contract'
import type { ListServersQuery, RegistryClient } from './registry-client.js'
import { invalidAnswer } from './read-answer.js'
import type { CallOptions } from './transport.js'

/** Page after page; the filters go with every request, since not every registry's cursor carries them. */
export async function* walkPages(
  listServers: RegistryClient['listServers'],
  query: ListServersQuery,
  call: CallOptions,
): AsyncGenerator<ServerList, void, undefined> {
  const seen = new Set<string>()
  let cursor = query.cursor
  do {
    const page = await listServers({ ...query, ...(cursor !== undefined && { cursor }) }, call)
    yield page
    cursor = page.metadata.nextCursor
    // A cursor that comes back would make the walk endless.
    if (cursor !== undefined && seen.has(cursor)) throw invalidAnswer('a next page: it gives the same cursor again')
    if (cursor !== undefined) seen.add(cursor)
  } while (cursor !== undefined)
}

/** The entries of all pages. */
export async function* walkEntries(pages: AsyncIterable<ServerList>): AsyncGenerator<ServerResponse, void, undefined> {
  for await (const page of pages) for (const entry of page.servers) yield entry
}
