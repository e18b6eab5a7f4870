// Requests per second of the reads, on both engines, beside a bare server that sends as many bytes.
// npm run bench -- [--data <listing>] [--seconds 3] [--connections 16] [--servers 2000] [--engine pglite|postgres]
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '@mcp-registry/scripts/start-postgres'
import { writeDataSet } from './write-data-set.js'
import { type Load, measure, type Measurement } from './measure.js'
import { listOperations, measureBytes } from './operations.js'
import { startBareServer } from './start-bare-server.js'
import { importInto, startRegistry } from './start-registry.js'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    servers: { type: 'string', default: '2000' },
    engine: { type: 'string' },
  },
})
const load = { seconds: Number(values.seconds), connections: Number(values.connections) }
const source = values.data ?? (await writeDataSet({ versions: 4 * Number(values.servers) }))

console.log(
  `Node ${process.version}, ${cpus().length} cores, ${load.connections} connections, ${load.seconds} s each, data: ${values.data ?? 'generated'}\n`,
)
console.log('| engine | request | bytes | requests/s | p50 ms | p99 ms | bare node:http/s | share |')
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |')

if (values.engine !== 'postgres') {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  await benchmark('PGlite', ['--data-dir', dataDir], load)
  await rm(dataDir, { recursive: true })
}
if (values.engine !== 'pglite') {
  const postgres = await startPostgres({ isDurable: true })
  try {
    await benchmark('PostgreSQL', ['--database-url', postgres.url], load)
  } finally {
    await postgres.stop()
  }
}

async function benchmark(engine: string, storage: readonly string[], how: Load): Promise<void> {
  await importInto(storage, source)
  await using registry = await startRegistry({ storage })
  for (const { label, paths } of await listOperations(registry.url)) {
    const bytes = await measureBytes(registry.url, paths)
    const own = await measure(registry.url, paths, how)
    await using bare = await startBareServer(bytes)
    console.log(toRow(engine, label, bytes, own, await measure(bare.url, ['/'], how)))
    if (own.failures > 0) {
      console.error(`${own.failures} requests failed`)
      process.exitCode = 1
    }
  }
}

function toRow(engine: string, label: string, bytes: number, own: Measurement, bare: Measurement): string {
  const share = `${Math.round((own.requestsPerSecond / bare.requestsPerSecond) * 100)} %`
  return `| ${[engine, label, bytes, own.requestsPerSecond, own.p50Ms, own.p99Ms, bare.requestsPerSecond, share].join(' | ')} |`
}
