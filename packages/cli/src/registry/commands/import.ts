import { defineCommand } from '@mcp-registry/publisher/command-line'
import { importWithProgress } from '../import-with-progress.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'
import { isComplete, toSummaryText } from '../summary-text.js'

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Import servers from a file or another registry.',
  details: [
    'The source is a file or URL with a registry listing, an array of entries or documents, or JSON Lines, gzipped or not; or the',
    '/v0/servers URL of a registry, of which all pages are read, including deleted versions. Entries keep their metadata; standalone',
    'documents are published. Repeat the command to import later changes. The exit code is 1 if an entry was refused or the source',
    'could not be read completely.',
  ].join('\n'),
  arguments: { source: { about: 'a path, or an http or https URL' } },
  options: storageOptions,
  examples: [
    { command: 'mcp-registry import servers.json.gz', about: 'Import a file' },
    {
      command: "mcp-registry import 'https://registry.modelcontextprotocol.io/v0.1/servers?version=latest'",
      about: 'Copy the latest versions of the public registry',
    },
  ],
  async run(context, { source }, options) {
    await using opened = await openMigratedStore(context, options)
    const { openPublications, systemClock: clock } = await import('@mcp-registry/server')
    const { store, config } = opened
    const { deniedNamespaces } = config.identity
    const publications = openPublications({ store, clock, deniedNamespaces })
    const summary = await importWithProgress(context, { store, clock, publications, deniedNamespaces }, source)
    context.output.result(summary, toSummaryText(summary, context.output.paint.stdout))
    return isComplete(summary) ? 'done' : 'refused'
  },
})
