import { basename, dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { defineCommand } from '../../command.js'
import { toCount } from '../import-with-progress.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write everything in this registry to a file.',
  details:
    'Writes what "import" reads, deleted versions included. The file appears whole or not at all; a name in .gz is compressed.',
  arguments: { file: { about: 'the file; standard output when it is - or left out', optional: true } },
  options: {
    ...storageOptions,
    format: { kind: 'choice', choices: ['json', 'ndjson'], about: 'one listing, or an entry to a line' },
  },
  examples: [
    { command: 'mcp-registry export backup.json.gz', about: 'Keep a copy of everything' },
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
      await (file === '-' ? pipeline(Readable.from(text), output.stdout, { end: false }) : writeWhole(file, text))
    }
    // The export itself is the result when it goes to standard output.
    if (file !== '-') output.result({ file, entries }, `Wrote ${toCount(entries)} entries to ${file}.`)
    return 'done'
  },
})

/** Writes beside the file and puts it in its place when it is whole. */
async function writeWhole(file: string, text: AsyncIterable<string>): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    const handle = await open(unfinished, 'wx')
    const steps: [] | [Writable & Readable] = file.endsWith('.gz') ? [createGzip()] : []
    // `flush` brings the bytes to the disk before the name does.
    await pipeline([Readable.from(text), ...steps, handle.createWriteStream({ flush: true })])
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
