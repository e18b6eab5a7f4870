import { defineCommand } from '@mcp-registry/publisher/command-line'
import { takeStock, toClientText, toJson } from '../installing/take-stock.js'
import { clientIds, scopeOptions } from '../installing/targets.js'
import { registryOption } from '../reading/registries.js'
import { toTable } from '../reading/to-table.js'

export const outdated = defineCommand({
  name: 'outdated',
  summary: 'List the configured servers of which the registry has a newer version.',
  options: {
    ...registryOption,
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: 'only this client (default: all)' },
    ...scopeOptions,
    scope: { kind: 'choice', choices: ['user', 'project'], about: 'only the files of the user, or of projects (default: both)' },
  },
  examples: [{ command: 'mcp-registry outdated', about: 'List what "mcp-registry update" would update' }],
  async run(context, _arguments, { registry, client, scope, project }) {
    const { output } = context
    const { items } = await takeStock(context, { registry, client, scope, project })
    const found = items.filter(({ known }) => known.kind === 'known' && known.isOutdated)
    const rows = found.map((item) => {
      const { server, version = '', latest } = toJson(item)
      return [toClientText(item.configured), item.configured.key, ...[server, version, latest].map(String)]
    })
    const unreachable = items.filter(({ known }) => known.kind === 'unreachable' || known.kind === 'not-asked').length
    output.result(
      { servers: found.map(toJson), unreachable },
      rows.length === 0 ? '' : toTable(['CLIENT', 'NAME', 'SERVER', 'VERSION', 'LATEST'], rows, output),
    )
    if (unreachable > 0)
      output.warn(`The registry could not be asked about ${unreachable} of ${items.length} servers: see "mcp-registry list".`)
    else if (rows.length === 0) output.say('Everything that the registry has is up to date.')
    return 'done'
  },
})
