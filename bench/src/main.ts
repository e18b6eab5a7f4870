// Measures the performance targets of the registry on both engines, in a few minutes: npm run bench -- --help
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { Command, Option } from 'commander'
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

interface Options {
  readonly full: boolean
  readonly only?: string
  readonly engine?: 'pglite' | 'postgres'
  readonly sizes?: string
  readonly rounds?: string
  readonly seconds?: string
  readonly data?: string
  readonly postgres?: string
  readonly json?: string
  readonly from?: string
  readonly write?: string
}

const values = new Command('npm run bench --')
  .description('Measures what the registry is to reach, and prints a table of it.')
  .option('--full', '1,000,000 versions on PostgreSQL and 100,000 on the embedded engine too, and longer rounds', false)
  .option('--only <parts>', `only these, with commas between: ${PARTS.map(({ name }) => name).join(', ')}`)
  .addOption(new Option('--engine <engine>', 'only this engine').choices(['pglite', 'postgres']))
  .option('--sizes <versions>', 'other numbers of versions, with commas between')
  .option('--rounds <n>', 'how often each thing is measured (3, with --full 5)')
  .option('--seconds <n>', 'how long a round is (1, with --full 3)')
  .option('--data <listing>', 'take shapes and sizes from the documents of this listing, instead of made-up ones')
  .option('--postgres <url>', 'use databases on this server, and keep them, instead of a server of its own')
  .option('--json <file>', 'write the results to this file')
  .option('--from <file>', 'take the results from such a file instead of measuring')
  .option('--write <file>', 'put the results into this document, and the plot beside it')
  .addHelpText(
    'after',
    `
Examples:
  npm run bench
  npm run bench -- --only search,publish --engine postgres --sizes 10000
  npm run bench -- --full --json results.json --write docs/benchmarks.md`,
  )
  .parse()
  .opts<Options>()

interface Filling {
  readonly engine: EngineName
  readonly versions: number
  /** The names of the parts to run. */
  readonly only?: readonly string[]
}

const QUICK: readonly Filling[] = [
  // To measure how the cost of a page grows.
  { engine: 'PostgreSQL', versions: 10_000, only: ['uncached'] },
  { engine: 'PostgreSQL', versions: 100_000 },
  // Cached responses are independent of the engine.
  {
    engine: 'PGlite',
    versions: 10_000,
    only: PARTS.map(({ name }) => name).filter((name) => name !== 'cached' && name !== 'memory'),
  },
]
const FULL: readonly Filling[] = [
  { engine: 'PostgreSQL', versions: 10_000 },
  { engine: 'PostgreSQL', versions: 100_000 },
  { engine: 'PostgreSQL', versions: 1_000_000 },
  { engine: 'PGlite', versions: 10_000 },
  { engine: 'PGlite', versions: 100_000 },
]
const rounds = Number(values.rounds ?? (values.full ? 5 : 3))
const seconds = Number(values.seconds ?? (values.full ? 3 : 1))
const unknown = values.only?.split(',').filter((name) => !PARTS.some((part) => part.name === name)) ?? []
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: see npm run bench -- --help`)

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
    for (const filling of listFillings()) rows.push(...(await measureOne(filling, urlOf)))
    rows.push(...listGrowth(rows))
    const how = `median of ${rounds} rounds of ${seconds} s each; documents: ${values.data === undefined ? 'made up' : 'shaped as real ones'}`
    return { measuredAt: new Date().toISOString(), machine: await describeMachine(urlOf('postgres')), how, rows }
  } finally {
    await own?.stop()
  }
}

async function measureOne({ engine, versions, only }: Filling, urlOf: (database: string) => string): Promise<Row[]> {
  console.error(`${engine}, ${versions.toLocaleString('en')} versions`)
  const rows: Row[] = []
  await using filled = await fill({ engine, versions, listing: values.data, urlOf })
  using load = openLoad()
  for (const part of PARTS.filter(({ name }) => only?.includes(name) ?? true)) {
    const row = toRow(part.name, { engine, versions })
    const startedAt = performance.now()
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
      // A failure does not prevent the other parts.
      console.error(`${part.name}: ${error instanceof Error ? error.stack : String(error)}`)
      process.exitCode = 1
    }
    console.error(`${part.name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  return rows
}

function listFillings(): Filling[] {
  const engines = values.engine === undefined ? (['postgres', 'pglite'] as const) : [values.engine]
  const names = engines.map((engine) => (engine === 'pglite' ? 'PGlite' : 'PostgreSQL'))
  const sizes = values.sizes?.split(',').map(Number)
  const only = values.only?.split(',')
  if (sizes) return names.flatMap((engine) => sizes.map((versions) => ({ engine, versions, ...(only && { only }) })))
  const usual = (values.full ? FULL : QUICK).filter(({ engine }) => names.includes(engine))
  return usual.map((filling) => ({ ...filling, ...(only && { only }) }))
}

/** A one-line description of the machine. */
async function describeMachine(url: string): Promise<string> {
  const [row] = await queryPostgres(url, 'show server_version')
  const version = String(row?.['server_version']).split(' ')[0]
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 1024 ** 3)
  return `${processors.length} × ${processors[0]?.model.trim()}, ${gibibytes} GiB, Node ${process.version}, PostgreSQL ${version}`
}
