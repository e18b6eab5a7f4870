import { createWriteStream } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type DataSet, DEFAULT_UNTIL, listEntries } from './data-set.js'
import { makeTemplates, readTemplates } from './data/templates.js'

export interface WriteOptions extends Partial<Omit<DataSet, 'templates'>> {
  readonly versions: number
  /** A listing whose documents provide the shape and size; by default they are generated. */
  readonly listing?: string
  /** The output path; compressed if it ends in `.gz`. Default: a temporary file. */
  readonly path?: string
}

const LINES_A_CHUNK = 500

/** Writes entries for import, one per line, and returns the path of the file. */
export async function writeDataSet({ listing, path, ...wanted }: WriteOptions): Promise<string> {
  const out = path ?? join(await mkdtemp(join(tmpdir(), 'bench-data-')), 'entries.ndjson')
  const templates = listing === undefined ? makeTemplates() : await readTemplates(listing)
  const text = Readable.from(listChunks({ seed: 1, until: DEFAULT_UNTIL, order: 'name', ...wanted, templates }))
  const file = createWriteStream(out)
  await (out.endsWith('.gz') ? pipeline(text, createGzip({ level: 1 }), file) : pipeline(text, file))
  return out
}

function* listChunks(wanted: DataSet): Generator<string, void, undefined> {
  let lines: string[] = []
  for (const line of listEntries(wanted)) {
    if (lines.push(line) < LINES_A_CHUNK) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}
