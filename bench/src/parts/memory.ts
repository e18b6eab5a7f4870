import { measureRss } from '@mcp-registry/testkit/process-usage'
import { type Part, readMetric, sample, start } from '../bench.js'

const CACHE_BYTES = 256 * 1024 * 1024
const SAMPLES = 20_000
const AT_ONCE = 8
const CHECKED_EVERY = 1_000
const ENCODINGS = ['identity', 'gzip', 'br', 'gzip', 'br']

/** The memory of the server process when its cache is full. */
export const memory: Part = {
  name: 'memory',
  async *measure(bench) {
    await using registry = await start(bench, CACHE_BYTES)
    const started = measureRss(registry.pid)
    const entries = await sample(bench, registry.url, SAMPLES)
    const countBytes = () => readMetric(registry.url, 'mcp_registry_response_cache_bytes')
    let nth = 0
    let held = 0
    let isFull = false
    const work = async () => {
      while (!isFull && nth < entries.length) {
        const mine = nth++
        const { name, version } = entries[mine]?.server ?? { name: '', version: '' }
        const cursor = encodeURIComponent(`${name}:${version}`)
        const headers = { 'accept-encoding': ENCODINGS[mine % ENCODINGS.length] ?? 'gzip' }
        await (await fetch(`${registry.url}/v0.1/servers?limit=100&cursor=${cursor}`, { headers })).arrayBuffer()
        if (mine % CHECKED_EVERY !== CHECKED_EVERY - 1) continue
        // Continues until many entries have been evicted, since their memory must be released.
        const bytes = await countBytes()
        isFull = bytes < held * 1.01
        held = bytes
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const cached = await countBytes()
    yield bench.row('memory of the server (RSS), 256 MiB cache full', 'MiB', [toMib(measureRss(registry.pid))], {
      goal: 'memory',
      besides: `${toMib(started)} MiB after the start; the cache holds ${toMib(cached)} MiB after ${nth} pages`,
    })
  },
}

function toMib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
