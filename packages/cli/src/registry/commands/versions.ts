import { defineCommand } from '@mcp-registry/publisher/command-line'
import { askInOrder, openRegistries, registryOption } from '../reading/registries.js'
import { toTable } from '../reading/to-table.js'
import { findOfficial, toDay, toStatusText } from '../reading/what-registries-say.js'

export const versions = defineCommand({
  name: 'versions',
  summary: 'List the versions of a server.',
  arguments: { name: { about: 'the full name of the server, such as io.github.alice/weather' } },
  options: { ...registryOption, includeDeleted: { kind: 'flag', about: 'include deleted versions' } },
  examples: [{ command: 'mcp-registry versions io.github.alice/weather', about: 'List all versions with their dates' }],
  async run(context, { name }, { registry: given, includeDeleted }) {
    const { output, signal } = context
    const registries = await openRegistries(context, given)
    const found = await askInOrder(registries, name, async ({ url, client }) => {
      const { servers } = await client.listServerVersions(name, { includeDeleted }, { signal })
      return servers.length === 0 ? undefined : { registry: url, servers }
    })
    const rows = found.servers.map((entry) => {
      const official = findOfficial(entry)
      return [
        entry.server.version,
        toDay(official?.publishedAt),
        official?.isLatest === true ? 'latest' : '',
        toStatusText(entry),
      ]
    })
    output.result({ name, ...found }, toTable(['VERSION', 'PUBLISHED', '', 'STATUS'], rows, output))
    return 'done'
  },
})
