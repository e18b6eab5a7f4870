import type { ServerList, ServerResponse } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { toSafeLine } from '../../safe-text.js'
import { openRegistries, type Registry, registryOption } from '../reading/registries.js'
import { toTable } from '../reading/to-table.js'

export const search = defineCommand({
  name: 'search',
  summary: 'Find servers in a registry.',
  details: 'Lists the latest version of every server whose name, title or description has the words, in the order of names.',
  arguments: { words: { about: 'what to look for; everything without', optional: true, variadic: true } },
  options: {
    ...registryOption,
    limit: { kind: 'text', placeholder: 'n', about: 'how many to list of each registry, 1 to 100 (30)' },
    cursor: { kind: 'text', placeholder: 'cursor', about: 'go on where the last list ended' },
    all: { kind: 'flag', about: 'list all of them' },
  },
  examples: [
    { command: 'mcp-registry search weather', about: 'Find servers for the weather' },
    { command: 'mcp-registry search weather --all --json', about: 'Get everything that is found, for a program' },
    {
      command: 'mcp-registry search weather --registry http://localhost:8080 --registry https://registry.modelcontextprotocol.io',
      about: 'Ask two registries',
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
      const list = await listServers(context, registry, query)
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

async function listServers({ output, signal }: Context, { client }: Registry, query: Query): Promise<ServerList> {
  const { search: words, limit, cursor, all } = query
  const filters = {
    version: 'latest',
    ...(words !== '' && { search: words }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  }
  if (!all) return client.listServers(filters, { signal })
  using progress = output.progress('Searching')
  const servers: ServerResponse[] = []
  for await (const page of client.pages(filters, { signal })) {
    servers.push(...page.servers)
    progress.update(servers.length, undefined, `${servers.length} found`)
  }
  return { servers, metadata: { count: servers.length } }
}

function toListing(found: readonly Listed[], isMerged: boolean, { output }: Context): string {
  const rows = found.map(({ server, registry }) => [
    server.name,
    server.version,
    ...(isMerged ? [new URL(registry).host] : []),
    server.description,
  ])
  return toTable(['NAME', 'VERSION', ...(isMerged ? ['REGISTRY'] : []), 'DESCRIPTION'], rows, output)
}

function requireLimit(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 100) return limit
  throw new UsageError(`--limit takes a number from 1 to 100, not ${JSON.stringify(text)}.`)
}
