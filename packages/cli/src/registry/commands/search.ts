import { type FoundServers, isRegistryClientError } from '@mcp-registry/client'
import type { ServerResponse } from '@mcp-registry/contract'
import { type Context, defineCommand, toSafeLine, UsageError, withHint } from '@mcp-registry/publisher/command-line'
import { toNotes } from '../reading/what-registries-say.js'
import { openRegistries, type Registry, registryOption } from '../reading/registries.js'
import { toTable } from '../reading/to-table.js'

export const search = defineCommand({
  name: 'search',
  summary: 'Find servers in a registry.',
  details:
    'Lists the latest version of every matching server, ranked by relevance, or by name if the registry does not support ranking.',
  arguments: { words: { about: 'the words to search for (default: list all servers)', optional: true, variadic: true } },
  options: {
    ...registryOption,
    limit: { kind: 'text', placeholder: 'n', about: 'maximum results per registry, 1 to 100 (default: 30)' },
    cursor: { kind: 'text', placeholder: 'cursor', about: 'continue after the previous page' },
    all: { kind: 'flag', about: 'list all pages' },
  },
  examples: [
    { command: 'mcp-registry search weather', about: 'Search for weather servers' },
    { command: 'mcp-registry search weather --all --json', about: 'Get all results as JSON' },
    {
      command: 'mcp-registry search weather --registry http://localhost:8080 --registry https://registry.modelcontextprotocol.io',
      about: 'Search two registries',
    },
  ],
  async run(context, { words }, { registry: given, limit: limitText, cursor, all }) {
    const limit = limitText === undefined ? undefined : requireLimit(limitText)
    if (all && cursor !== undefined) throw new UsageError('--all lists everything and takes no --cursor.')
    const registries = await openRegistries(context, given)
    if (cursor !== undefined && registries.length > 1)
      throw new UsageError('A cursor belongs to one registry: name it with --registry.')
    const query = { search: words.join(' ').trim(), limit: limit ?? (all ? 100 : undefined), cursor, all }
    const found: Listed[] = []
    let nextCursor: string | undefined
    for (const registry of registries) {
      const list = await findServers(context, registry, query)
      explain(context, list)
      found.push(...list.servers.map((entry) => ({ registry: registry.url, ...entry })))
      nextCursor = list.metadata.nextCursor ?? nextCursor
    }
    const isMerged = registries.length > 1
    context.output.result(
      { servers: found, ...(nextCursor !== undefined && !isMerged && { nextCursor }) },
      found.length === 0 ? '' : toListing(found, isMerged, context),
    )
    if (found.length === 0) context.output.say('Nothing was found.')
    else if (nextCursor !== undefined)
      context.output.say(
        isMerged ? 'There are more: add --all.' : `There are more: add --cursor '${toSafeLine(nextCursor)}', or --all.`,
      )
    return 'done'
  },
})

type Listed = ServerResponse & { readonly registry: string }

interface Query {
  readonly search: string
  readonly limit: number | undefined
  readonly cursor: string | undefined
  readonly all: boolean
}

async function findServers({ output, signal }: Context, { client }: Registry, query: Query): Promise<FoundServers> {
  const { search: words, limit, cursor, all } = query
  const ask = (from: string | undefined): Promise<FoundServers> => {
    const page = { ...(limit !== undefined && { limit }), ...(from !== undefined && { cursor: from }) }
    if (words !== '')
      return client.searchServers({ q: words, ...page }, { signal }).catch((error: unknown) => explainShort(words, error))
    return client.listServers({ version: 'latest', ...page }, { signal }).then((list) => ({ isRanked: false, ...list }))
  }
  const first = await ask(cursor)
  if (!all) return first
  using progress = output.progress('Searching')
  const servers = [...first.servers]
  const seen = new Set<string>()
  for (let next = first.metadata.nextCursor; next !== undefined;) {
    // A repeated cursor would make the loop endless.
    if (seen.has(next)) break
    seen.add(next)
    progress.update(servers.length, undefined, `${servers.length} found`)
    const page = await ask(next)
    servers.push(...page.servers)
    next = page.metadata.nextCursor
  }
  const { nextCursor: _, ...metadata } = first.metadata
  return { ...first, servers, metadata: { ...metadata, count: servers.length } }
}

/** Adds the remedy to the refusal of a short search. The official registry requires three characters, and does not say so. */
function explainShort(words: string, error: unknown): never {
  const isShort = Array.from(words).length < 3 && isRegistryClientError(error) && error.status === 422
  throw isShort ? withHint(error, 'This registry may require at least 3 characters: search for a longer word.') : error
}

/** Reports if the results do not match the query exactly. */
function explain({ output }: Context, { servers, metadata: { corrected, matched } }: FoundServers): void {
  if (servers.length === 0) return
  if (corrected !== undefined) output.say(`No server matches all of these words. Results for "${toSafeLine(corrected)}":`)
  if (matched === 'any') output.say('Nothing has all of the words. These have one of them or more:')
}

function toListing(found: readonly Listed[], isMerged: boolean, { output }: Context): string {
  const rows = found.map(({ registry, ...entry }) => {
    const { server } = entry
    return [
      server.name,
      server.version,
      ...(isMerged ? [new URL(registry).host] : []),
      [...toNotes(entry), server.description].join(' '),
    ]
  })
  return toTable(['NAME', 'VERSION', ...(isMerged ? ['REGISTRY'] : []), 'DESCRIPTION'], rows, output)
}

function requireLimit(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 100) return limit
  throw new UsageError(`--limit takes a number from 1 to 100, not ${JSON.stringify(text)}.`)
}
