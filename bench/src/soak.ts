// Writers change the registry at random while mirrors copy it in three ways: node bench/dist/soak.js --help
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRegistryClient } from '@mcp-registry/client'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { createTokenSource, startRegistry } from '@mcp-registry/testkit/start-registry'
import { type DatabaseConfig, openStore } from '@mcp-registry/server'
import { Command, Option } from 'commander'
import { createNames } from './data/names.js'
import { createRandom } from './data/random.js'
import { withSection } from './report/write-docs.js'
import { runProbe } from './soak/probe.js'
import { compareAcknowledged, compareMirror, readDatabase } from './soak/compare.js'
import { createChangesMirror, createUpdatedSinceMirror, createWalkMirror, runMirror } from './soak/mirrors.js'
import { createWatchedFetch } from './soak/watched-fetch.js'
import { Expected } from './soak/expected.js'
import { type Log, runWriter } from './soak/writer.js'

const values = new Command('node bench/dist/soak.js')
  .description(
    'Writers change the registry at random while others copy it in three ways; at the end every copy must equal the database.',
  )
  .option('--minutes <n>', 'how long', '10')
  .option('--seed <n>', 'of what the writers draw by lot', '1')
  .addOption(new Option('--engine <engine>').choices(['pglite', 'postgres']).default('postgres'))
  .option('--workers <n>', 'one server with so many processes, instead of two servers')
  .option('--names <n>', 'how many servers the writers share', '60')
  .option('--rate <n>', 'writes per second of a writer', '10')
  .option('--write <file>', 'put the result into this document')
  .parse()
  .opts<{ minutes: string; seed: string; engine: string; workers?: string; names: string; rate: string; write?: string }>()
const WRITERS = 8
const PROGRESS_MS = 10_000
const PAUSE_MS = 20
const CATCH_UP_MS = 3_000

const seed = Number(values.seed)
const isEmbedded = values.engine === 'pglite'
const dataDir = await mkdtemp(join(tmpdir(), 'soak-'))
const postgres = isEmbedded ? undefined : await startPostgres({ isDurable: true })
const database: DatabaseConfig = postgres ? { kind: 'postgres', url: postgres.url } : { kind: 'embedded', dataDir }
const storage = postgres ? ['--database-url', postgres.url] : ['--data-dir', dataDir]

const expected = new Expected()
const watched = createWatchedFetch(expected)
const token = createTokenSource()
const nextName = createNames(createRandom(seed))
const names = Array.from({ length: Number(values.names) }, () => nextName().name)
const log: Log = {
  names: [names[0] ?? 'io.github.example/only', ...names.slice(1)],
  acknowledged: new Map(),
  born: new Map(),
  lastWriter: new Map(),
  versions: new Map(),
  nextToken: 1,
}

try {
  const env = values.workers === undefined ? {} : { MCP_REGISTRY_WORKERS: values.workers }
  const registries = [await startRegistry({ storage, env, cwd: dataDir })]
  // The embedded engine supports one process. Workers must behave like one process, in which writers read their own writes.
  if (!isEmbedded && values.workers === undefined) registries.push(await startRegistry({ storage, cwd: dataDir }))
  const clients = registries.map(({ url }) => createRegistryClient({ baseUrl: url, token, fetch: watched, retry: false }))
  const [firstClient, ...otherClients] = clients
  if (firstClient === undefined) throw new Error('no registry')

  const reading = new AbortController()
  const writing = new AbortController()
  const mirrorOptions = (nth: number) => ({
    clients: [firstClient, ...otherClients] as const,
    expected,
    random: createRandom(seed * 100 + nth),
  })
  const mirrors = [
    createWalkMirror(mirrorOptions(1), log),
    createUpdatedSinceMirror(mirrorOptions(2)),
    createChangesMirror(mirrorOptions(3)),
  ]
  const readers = [
    ...mirrors.map((mirror) => runMirror(mirror, PAUSE_MS, reading.signal)),
    ...registries.map(({ url }, nth) =>
      runProbe({
        label: `process ${nth + 1}`,
        url,
        fetch: watched,
        log,
        expected,
        random: createRandom(seed * 100 + 10 + nth),
        signal: reading.signal,
      }),
    ),
  ]
  const writers = Array.from({ length: WRITERS }, (_, nth) =>
    runWriter({
      client: clients[nth % clients.length] ?? firstClient,
      log,
      expected,
      writesPerSecond: Number(values.rate),
      signal: writing.signal,
      random: createRandom(seed * 100 + 20 + nth),
    }),
  )
  const startedAt = Date.now()
  const progress = setInterval(() => report(`${Math.round((Date.now() - startedAt) / 1000)} s`), PROGRESS_MS)
  const all = Promise.all([...readers, ...writers])
  await Promise.race([all, setTimeout(Number(values.minutes) * 60_000)])

  writing.abort()
  await Promise.all(writers)
  reading.abort()
  await Promise.all(readers)
  clearInterval(progress)
  // A process learns of the last changes of another one by a notification; a copy made afterwards is complete.
  await setTimeout(CATCH_UP_MS)
  for (const mirror of mirrors) await mirror.update()
  for (const registry of registries) await registry[Symbol.asyncDispose]()

  const store = await openStore(database)
  const rows = await readDatabase(store, expected)
  await store.close()
  for (const mirror of mirrors) compareMirror(mirror, rows, expected)
  compareAcknowledged(log, rows, expected)
  report(`done, ${rows.size} versions of ${log.versions.size} servers, seed ${seed}, ${values.engine}`)
} finally {
  await postgres?.stop()
  await rm(dataDir, { recursive: true, force: true })
}
if (values.write !== undefined) {
  const text = `${values.minutes} minutes, seed ${seed}: ${toCounts()}.`
  await writeFile(values.write, withSection(await readFile(values.write, 'utf8'), 'soak', text))
}
if (expected.faults.length > 0) {
  console.log(`\n${expected.faults.length} faults:`)
  for (const fault of expected.faults.slice(0, 20)) console.log(`- ${fault}`)
  process.exitCode = 1
} else console.log('Every mirror equals the database, and no answer mixed two states.')

function report(when: string): void {
  console.log(`${when}: ${toCounts()}`)
}

function toCounts(): string {
  const counts = Object.entries(expected.counts).map(([what, count]) => `${count} ${what}`)
  return `${counts.join(', ')}; ${expected.faults.length} faults`
}
