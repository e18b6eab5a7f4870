// Measures what the registry is to reach, on both engines, in a few minutes: npm run bench [-- --full]
// --full             also 1,000,000 versions on PostgreSQL, 100,000 on the embedded engine, and longer rounds
// --only a,b         only these parts; see parts/parts.ts
// --engine pglite    only this engine, or postgres
// --sizes 10000,…    other numbers of versions
// --rounds, --seconds   how often, and how long a round is
// --data <listing>   take shapes and sizes from these documents instead of made-up ones
// --postgres <url>   databases on this server, kept and used again, instead of on one of its own
// --json <file>      write the results; --from <file> takes them from there instead of measuring
// --write <file>     put the results into this document, and the plot beside it
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { startPostgres } from '@mcp-registry/scripts/start-postgres'
import { toRow } from './bench.js'
import { DEFAULT_UNTIL } from './data-set.js'
import { fill } from './fill.js'
import { openLoad } from './load/open-load.js'
import { PARTS } from './parts/parts.js'
import { queryPostgres } from './query-postgres.js'
import { listGrowth } from './report/growth.js'
import { toLine, toMarkdown } from './report/markdown.js'
import type { Results } from './report/results.js'
import { writeDocs } from './report/write-docs.js'
import { type EngineName, meets, type Row } from './row.js'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    engine: { type: 'string' },
    sizes: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    data: { type: 'string' },
    postgres: { type: 'string' },
    json: { type: 'string' },
    from: { type: 'string' },
    write: { type: 'string' },
  },
})

const QUICK_SIZES = { PostgreSQL: [10_000, 100_000], PGlite: [10_000] } as const
const FULL_SIZES = { PostgreSQL: [10_000, 100_000, 1_000_000], PGlite: [10_000, 100_000] } as const
const rounds = Number(values.rounds ?? (values.full ? 5 : 3))
const seconds = Number(values.seconds ?? (values.full ? 3 : 1))
const only = values.only?.split(',')
const parts = PARTS.filter(({ name }) => only === undefined || only.includes(name))
if (parts.length === 0) throw new Error(`There are only these parts: ${PARTS.map(({ name }) => name).join(', ')}`)

const results = values.from === undefined ? await measureAll() : (JSON.parse(await readFile(values.from, 'utf8')) as Results)
console.log(`\n${toMarkdown(results)}`)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`)
if (values.write !== undefined) await writeDocs(values.write, results)
const missed = results.rows.filter(({ target, value }) => target !== undefined && !meets(target, value.median))
const promised = results.rows.filter(({ target }) => target !== undefined)
console.log(`\n${promised.length - missed.length} of ${promised.length} targets met.`)

async function measureAll(): Promise<Results> {
  const own = values.postgres === undefined ? await startPostgres({ isDurable: true }) : undefined
  const urlOf =
    own?.urlOf ?? ((database: string) => Object.assign(new URL(values.postgres ?? ''), { pathname: `/${database}` }).href)
  try {
    const rows: Row[] = []
    for (const engine of listEngines()) {
      for (const versions of listSizes(engine)) rows.push(...(await measureOne(engine, versions, urlOf)))
    }
    rows.push(...listGrowth(rows))
    const how = `median of ${rounds} rounds of ${seconds} s each; documents: ${values.data === undefined ? 'made up' : 'shaped as real ones'}`
    return { measuredAt: new Date().toISOString(), machine: await describeMachine(urlOf('postgres')), how, rows }
  } finally {
    await own?.stop()
  }
}

async function measureOne(engine: EngineName, versions: number, urlOf: (database: string) => string): Promise<Row[]> {
  console.error(`${engine}, ${versions.toLocaleString('en')} versions`)
  const rows: Row[] = []
  await using filled = await fill({ engine, versions, listing: values.data, urlOf })
  using load = openLoad()
  for (const part of parts) {
    const row = toRow(part.name, { engine, versions })
    try {
      for await (const measured of part.measure({
        ...filled,
        engine,
        versions,
        rounds,
        seconds,
        load,
        until: DEFAULT_UNTIL,
        row,
      })) {
        rows.push(measured)
        console.error(toLine(measured))
      }
    } catch (error) {
      // The other parts are worth having all the same.
      console.error(`${part.name}: ${error instanceof Error ? error.stack : String(error)}`)
      process.exitCode = 1
    }
  }
  return rows
}

function listEngines(): EngineName[] {
  if (values.engine === 'pglite') return ['PGlite']
  if (values.engine === 'postgres') return ['PostgreSQL']
  return ['PostgreSQL', 'PGlite']
}

function listSizes(engine: EngineName): readonly number[] {
  if (values.sizes !== undefined) return values.sizes.split(',').map(Number)
  return (values.full ? FULL_SIZES : QUICK_SIZES)[engine]
}

/** What it was measured on, in one line. */
async function describeMachine(url: string): Promise<string> {
  const [row] = await queryPostgres(url, 'show server_version')
  const version = String(row?.['server_version']).split(' ')[0]
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 1024 ** 3)
  return `${processors.length} × ${processors[0]?.model.trim()}, ${gibibytes} GiB, Node ${process.version}, PostgreSQL ${version}`
}
