import { defineCommand } from '@mcp-registry/publisher/command-line'
import { listFindings } from '../installing/list-findings.js'
import { type StockItem, takeStock, toClientText, toJson } from '../installing/take-stock.js'
import { clientIds, scopeOptions } from '../installing/targets.js'
import { registryOption } from '../reading/registries.js'
import { toTable } from '../reading/to-table.js'

export const list = defineCommand({
  name: 'list',
  summary: 'List the servers that are configured in clients, and what the registry says of them.',
  details:
    'Reads the files of all clients: those of the user and those of the project in the current folder. A server that was not installed by this command is recognised by its package or URL: the last part of its name is searched for in the registry. --offline asks no registry.',
  options: {
    ...registryOption,
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: 'only this client (default: all)' },
    ...scopeOptions,
    scope: { kind: 'choice', choices: ['user', 'project'], about: 'only the files of the user, or of projects (default: both)' },
    offline: { kind: 'flag', about: 'list what is in the files, without asking a registry' },
  },
  examples: [
    { command: 'mcp-registry list', about: 'List all servers of all clients' },
    { command: 'mcp-registry list --client cursor --json', about: 'Get those of one client as JSON' },
  ],
  async run(context, _arguments, { registry, client, scope, project, offline }) {
    const { items, unreadable } = await takeStock(context, { registry, client, scope, project, isOffline: offline })
    const rows = items.map((item) => {
      const { version = '', server = '' } = toJson(item)
      return [
        toClientText(item.configured),
        item.configured.key,
        String(server),
        String(version),
        listNotes(item, offline).join('; '),
      ]
    })
    context.output.result(
      { servers: items.map((item) => ({ ...toJson(item), notes: listNotes(item, offline) })), unreadable },
      rows.length === 0 ? '' : toTable(['CLIENT', 'NAME', 'SERVER', 'VERSION', 'NOTES'], rows, context.output),
    )
    if (rows.length === 0) context.output.say('No client has a server.')
    return 'done'
  },
})

function listNotes(item: StockItem, isOffline: boolean): string[] {
  const { configured, known } = item
  if (configured.entry === undefined) return [`it is no longer in ${configured.path}`]
  if (isOffline) return configured.installed === undefined ? ['not installed by this command'] : []
  const newer = known.kind === 'known' && known.isOutdated ? [`${known.latest.server.version} is newer`] : []
  return [...newer, ...listFindings(configured, known).map(({ message }) => message)]
}
