import { defineCommand } from '@mcp-registry/publisher/command-line'
import { toCount } from '../import-with-progress.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'
import { writeResult } from '../write-result.js'

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Export all servers to a file.',
  details:
    'Writes what readers see, including deleted versions, in a format that "import" reads. The file is written completely or not at all, and compressed if its name ends in .gz. For a copy of the whole database, use "backup".',
  arguments: { file: { about: 'the file, or - for standard output (default: -)', optional: true } },
  options: {
    ...storageOptions,
    format: { kind: 'choice', choices: ['json', 'ndjson'], about: 'one JSON document, or one entry per line' },
  },
  examples: [
    { command: 'mcp-registry export servers.json.gz', about: 'Export all servers' },
    { command: 'mcp-registry export --format ndjson | head -1', about: 'Show the first entry' },
  ],
  async run(context, { file = '-' }, options) {
    const { output, signal } = context
    await using opened = await openMigratedStore(context, options)
    const { exportEntries } = await import('@mcp-registry/server')
    let entries = 0
    {
      using progress = output.progress('Exporting')
      const onProgress = (count: number) => {
        entries = count
        progress.update(count, undefined, `${toCount(count)} entries`)
      }
      const text = exportEntries(opened, { signal, onProgress, ...(options.format && { format: options.format }) })
      await writeResult(output, file, text)
    }
    // If the export is written to stdout, it is the result.
    if (file !== '-') output.result({ file, entries }, `Wrote ${toCount(entries)} entries to ${file}.`)
    return 'done'
  },
})
