// Repeatedly reads a list, a detail and a search of the registry at the URL, and reports on request.
import { setTimeout } from 'node:timers/promises'
import { SEED_COUNT, toSeedName } from './seeds.js'

export interface Watch {
  readonly reads: number
  readonly wrong: readonly string[]
  readonly worstMs: number
}

const INTERVAL_MS = 50
// A read that takes longer counts as failed.
const TIMEOUT_MS = 60_000
const url = process.argv[2] ?? ''
const extension = `${url}/v0.1/x/io.modelcontextprotocol.registry`
const seeds = Array.from({ length: SEED_COUNT }, (_, nth) => toSeedName(nth)).join(' ')
const reads = [
  { url: `${url}/v0.1/servers?limit=30`, toAnswer: (text: string) => listNames(text).slice(0, SEED_COUNT).join(' ') },
  { url: `${url}/v0.1/servers/${encodeURIComponent(toSeedName(3))}`, toAnswer: (text: string) => text },
  { url: `${extension}/search?q=witness&limit=100`, toAnswer: (text: string) => listNames(text).toSorted().join(' ') },
]
const expected = await Promise.all(reads.map(async (read) => read.toAnswer(await (await fetch(read.url)).text())))
if (expected[0] !== seeds || expected[2] !== seeds) throw new Error('The registry does not have what it was filled with.')

let current: { reads: number; wrong: string[]; worstMs: number } = { reads: 0, wrong: [], worstMs: 0 }
let round = Promise.resolve()
process.on('message', () => void report())
process.on('disconnect', () => process.exit())
process.send?.('ready')

for (;;) {
  round = readAll()
  await round
  await setTimeout(INTERVAL_MS)
}

async function readAll(): Promise<void> {
  await Promise.all([...reads.keys()].map(readOnce))
}

async function report(): Promise<void> {
  await round
  // An attack may end between two rounds.
  await readAll()
  process.send?.(current satisfies Watch)
  current = { reads: 0, wrong: [], worstMs: 0 }
}

async function readOnce(nth: number): Promise<void> {
  const read = reads[nth]
  if (read === undefined) return
  const startedAt = performance.now()
  let fault: string | undefined
  try {
    const response = await fetch(read.url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await response.text()
    if (response.status !== 200) fault = `${response.status}`
    else if (read.toAnswer(text) !== expected[nth]) fault = `wrong content: ${text.slice(0, 200)}`
  } catch (error) {
    fault = String(error)
  }
  current.reads++
  current.worstMs = Math.max(current.worstMs, performance.now() - startedAt)
  if (fault !== undefined) current.wrong.push(`${read.url}: ${fault}`)
}

function listNames(text: string): string[] {
  const { servers } = JSON.parse(text) as { servers: { server: { name: string } }[] }
  return servers.map(({ server }) => server.name)
}
