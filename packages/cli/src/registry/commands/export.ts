import { defineCommand } from '@mcp-registry/publisher/command-line'
import { toCount } from '../import-with-progress.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'
import { writeResult } from '../write-result.js'

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write the servers of this registry to a file.',
  details:
    'Writes what "import" reads, deleted versions included. The file appears whole or not at all; a name in .gz is compressed. It has what readers see; a copy of everything is made by "backup".',
  arguments: { file: { about: 'the file; standard output when it is - or left out', optional: true } },
  options: {
    ...storageOptions,
    format: { kind: 'choice', choices: ['json', 'ndjson'], about: 'one listing, or an entry to a line' },
  },
  examples: [
    { command: 'mcp-registry export servers.json.gz', about: 'Write every server to a file' },
    { command: 'mcp-registry export --format ndjson | head -1', about: 'Look at the first entry' },
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
    // The export itself is the result when it goes to standard output.
    if (file !== '-') output.result({ file, entries }, `Wrote ${toCount(entries)} entries to ${file}.`)
    return 'done'
  },
})
