import { type Part, readMetric, sample, start } from '../bench.js'
import { measureRss } from '../process-usage.js'

const CACHE_BYTES = 256 * 1024 * 1024
const SAMPLES = 20_000
const AT_ONCE = 8
const ENCODINGS = ['identity', 'gzip', 'br', 'gzip', 'br']

/** What the server's process holds when its cache is as full as it may be. */
export const memory: Part = {
  name: 'memory',
  async *measure(bench) {
    await using registry = await start(bench, CACHE_BYTES)
    const started = measureRss(registry.pid)
    const entries = await sample(bench, registry.url, SAMPLES)
    const isFull = async () => (await readMetric(registry.url, 'mcp_registry_response_cache_bytes')) > CACHE_BYTES * 0.97
    let nth = 0
    let done = false
    const work = async () => {
      while (!done && nth < entries.length) {
        const mine = nth++
        const { name, version } = entries[mine]?.server ?? { name: '', version: '' }
        const cursor = encodeURIComponent(`${name}:${version}`)
        const headers = { 'accept-encoding': ENCODINGS[mine % ENCODINGS.length] ?? 'gzip' }
        await (await fetch(`${registry.url}/v0.1/servers?limit=100&cursor=${cursor}`, { headers })).arrayBuffer()
        // Once more than needed: what is pushed out must not stay in memory either.
        if (
          mine % 200 === 0 &&
          mine > 2 * (await readMetric(registry.url, 'mcp_registry_response_cache_entries')) &&
          (await isFull())
        )
          done = true
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const cached = await readMetric(registry.url, 'mcp_registry_response_cache_bytes')
    yield bench.row('memory of the server (RSS), 256 MiB cache full', 'MiB', [toMib(measureRss(registry.pid))], {
      goal: 'memory',
      besides: `${toMib(started)} MiB after the start; the cache holds ${toMib(cached)} MiB after ${nth} pages`,
    })
  },
}

function toMib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
