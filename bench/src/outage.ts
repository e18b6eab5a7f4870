// Stops PostgreSQL under load and restarts it: node bench/dist/outage.js --help
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { createTokenSource, importInto, startRegistry } from '@mcp-registry/testkit/start-registry'
import { Command } from 'commander'
import { createNames } from './data/names.js'
import { createRandom } from './data/random.js'
import { startClients } from './outage/clients.js'
import { findFaults } from './outage/find-faults.js'
import { createLedger } from './outage/ledger.js'
import { withSection } from './report/write-docs.js'
import { writeDataSet } from './write-data-set.js'

const values = new Command('node bench/dist/outage.js')
  .description(
    'Stops PostgreSQL under load, starts it again, and prints what clients saw, second by second; ends with 1 if that was wrong.',
  )
  .option('--away <seconds>', 'how long it is stopped', '20')
  .option('--before <seconds>', 'how long there is load before', '5')
  .option('--after <seconds>', 'how long there is load after', '10')
  .option('--write <file>', 'put the table into this document')
  .parse()
  .opts<{ away: string; before: string; after: string; write?: string }>()
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
