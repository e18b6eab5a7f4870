// Attacks a server process while another client reads a list, a detail and a search every 50 ms, and prints the effects on that client:
// node scripts/dist/probe.js [--engine pglite|postgres] [--only <part of a name>] (Linux, as root)
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Attack, ATTACKS, BASE, IPV6_HOST, send } from './probe/attacks.js'
import type { Watch } from './probe/probe-process.js'
import { SEED_COUNT, toSeedName } from './probe/seeds.js'
import { findNetworkNamespace } from '@mcp-registry/testkit/find-network-namespace'
import { measureCpuMs, measureRss } from '@mcp-registry/testkit/process-usage'
import { startOnEngine } from '@mcp-registry/testkit/start-on-engine'
import { createTokenSource } from '@mcp-registry/testkit/start-registry'
import { startDnsServer } from '@mcp-registry/testkit/upstreams/start-dns-server'

const MIB = 1024 * 1024
const DNS_PORT = 53
// The baseline: the measurements without an attack.
const QUIET_MS = 10_000
const nextToken = createTokenSource()

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string', default: 'pglite' },
    isolated: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
process.exitCode = options.isolated ? await attackServer(options) : await runIsolated(options)

interface Options {
  readonly engine: string
  /** Runs only the attacks whose name contains this. */
  readonly only: string
}

// Restarts this program in a network namespace that has only loopback and its own name server.
async function runIsolated({ engine, only }: Options): Promise<number> {
  const namespace = findNetworkNamespace()
  if ('missing' in namespace) throw new Error(`The attacks need a network of their own: ${namespace.missing}`)
  const folder = await mkdtemp(join(tmpdir(), 'probe-'))
  try {
    const resolvers = join(folder, 'resolv.conf')
    await writeFile(resolvers, 'nameserver 127.0.0.1\n')
    const program = [process.execPath, fileURLToPath(import.meta.url), '--isolated', '--engine', engine, '--only', only]
    const child = spawn(namespace.command, [...namespace.args, resolvers, ...program], { stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function attackServer({ engine, only }: Options): Promise<number> {
  let isHarmed = false
  await using names = await startDnsServer(DNS_PORT)
  names.setAddresses(IPV6_HOST.name, [IPV6_HOST.address])
  await using server = await startOnEngine(engine, {})
  await seed(server.url)
  const probe = fork(fileURLToPath(new URL('./probe/probe-process.js', import.meta.url)), [server.url])
  await once(probe, 'message')
  const readWatch = async (): Promise<Watch> => {
    probe.send('report')
    const [watch] = (await once(probe, 'message')) as [Watch]
    return watch
  }
  console.log(`On ${engine}:\n`)
  console.log(
    '| attack | responses | seconds | CPU of the server, s | reads of the probe | wrong | worst ms | RSS before, MiB | after |',
  )
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  const quiet: Attack = { name: '(none, for 10 s)', run: () => setTimeout(QUIET_MS, {}) }
  for (const attack of [quiet, ...ATTACKS.filter(({ name }) => name.includes(only))]) {
    await readWatch()
    const before = measureRss(server.pid)
    const cpuBefore = measureCpuMs(server.pid)
    const startedAt = performance.now()
    const counts = await attack.run({ url: server.url, nextToken })
    const seconds = (performance.now() - startedAt) / 1000
    const cpu = ((measureCpuMs(server.pid) - cpuBefore) / 1000).toFixed(1)
    const { reads, wrong, worstMs } = await readWatch()
    const responses = Object.entries(counts).map(([outcome, count]) => `${count} × ${outcome}`)
    const memory = [before, measureRss(server.pid)].map((bytes) => Math.round(bytes / MIB))
    const cells = [
      attack.name,
      responses.join(', '),
      seconds.toFixed(1),
      cpu,
      reads,
      wrong.length,
      Math.round(worstMs),
      ...memory,
    ]
    console.log(`| ${cells.join(' | ')} |`)
    for (const fault of wrong.slice(0, 3)) console.log(`  ${fault}`)
    if (wrong.length > 0 || reads === 0) isHarmed = true
  }
  probe.disconnect()
  await once(probe, 'exit')
  return isHarmed ? 1 : 0
}

async function seed(url: string): Promise<void> {
  for (let nth = 0; nth < SEED_COUNT; nth++) {
    const name = toSeedName(nth)
    const status = await send({ url, nextToken }, '/v0.1/publish', JSON.stringify({ ...BASE, name }))
    if (status !== '200') throw new Error(`Publishing ${name} answered ${status}.`)
  }
}
