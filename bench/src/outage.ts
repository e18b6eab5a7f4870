// PostgreSQL is stopped under load and started again; prints what clients saw, second by second, and ends with 1 if that was wrong.
// node bench/dist/outage.js [--away 20] [--before 5] [--after 10] [--write docs/benchmarks.md]
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startPostgres } from '@mcp-registry/scripts/start-postgres'
import { createNames } from './data/names.js'
import { createRandom } from './data/random.js'
import { startClients } from './outage/clients.js'
import { findFaults } from './outage/find-faults.js'
import { createLedger } from './outage/ledger.js'
import { withSection } from './report/write-docs.js'
import { createTokenSource, importInto, startRegistry } from './start-registry.js'
import { writeDataSet } from './write-data-set.js'

const { values } = parseArgs({
  options: {
    away: { type: 'string', default: '20' },
    before: { type: 'string', default: '5' },
    after: { type: 'string', default: '10' },
    write: { type: 'string' },
  },
})
const [beforeS, awayS, afterS] = [values.before, values.away, values.after].map(Number) as [number, number, number]
const VERSIONS = 2_000

const folder = await mkdtemp(join(tmpdir(), 'outage-'))
const postgres = await startPostgres({ isDurable: true })
try {
  const storage = ['--database-url', postgres.url]
  await importInto(storage, await writeDataSet({ versions: VERSIONS, path: join(folder, 'entries.ndjson') }))
  await using registry = await startRegistry({ storage, cwd: folder })
  const ledger = createLedger()
  const nextName = createNames(createRandom(1))
  const names = Array.from({ length: 200 }, () => nextName().name)
  const clients = startClients({ url: registry.url, names, token: createTokenSource(), ledger })
  await setTimeout(beforeS * 1000)
  ledger.note('PostgreSQL is stopped')
  await postgres.stopAtOnce()
  await setTimeout(awayS * 1000)
  ledger.note('PostgreSQL is started')
  await postgres.restart()
  const backMs = ledger.note('PostgreSQL answers')
  await setTimeout(afterS * 1000)
  await clients.stop()

  const table = ledger.toTable()
  console.log(table)
  if (values.write !== undefined)
    await writeFile(values.write, withSection(await readFile(values.write, 'utf8'), 'outage', table))
  const faults = findFaults(ledger, { fromMs: beforeS * 1000, backMs })
  for (const fault of faults) console.log(`- ${fault}`)
  if (faults.length > 0) process.exitCode = 1
  else
    console.log('\nWhat was cached was served throughout, everything else was refused within a second, and it healed by itself.')
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
