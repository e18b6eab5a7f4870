import { defineCommand } from '@mcp-registry/publisher/command-line'
import { importWithProgress } from '../import-with-progress.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'
import { isComplete, toSummaryText } from '../summary-text.js'

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Bring servers from a file or another registry into this one.',
  details: [
    'A source is a registry listing, an array of entries or documents, or JSON Lines, gzip or not, in a file or at an http URL; or the',
    '/v0/servers URL of a registry, which is walked to its end, with what was deleted there. Entries keep their metadata; documents that',
    'stand alone are published now. Running it again changes nothing, and brings what has changed. Exits with 1 when an entry was refused',
    'or the source broke off.',
  ].join('\n'),
  arguments: { source: { about: 'a path or an http URL' } },
  options: storageOptions,
  examples: [
    { command: 'mcp-registry import servers.json.gz', about: 'Import a listing' },
    {
      command: "mcp-registry import 'https://registry.modelcontextprotocol.io/v0.1/servers?version=latest'",
      about: 'Copy the latest versions of the public registry',
    },
  ],
  async run(context, { source }, options) {
    await using opened = await openMigratedStore(context, options)
    const { systemClock } = await import('@mcp-registry/server')
    const { store, config } = opened
    const { deniedNamespaces } = config.identity
    const summary = await importWithProgress(context, { store, clock: systemClock, deniedNamespaces }, source)
    context.output.result(summary, toSummaryText(summary, context.output.paint.stdout))
    return isComplete(summary) ? 'done' : 'refused'
  },
})
