// The load generator: a separate process that receives orders from its parent and reports the results.
import autocannon from 'autocannon'
import type { LoadOrder, LoadRequest, LoadResult } from './load.js'

process.on('message', (order: LoadOrder) => {
  void run(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.once('disconnect', () => process.exit())

async function run({ url, requests, connections, seconds, headers }: LoadOrder): Promise<LoadResult> {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  let nth = 0
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    // Each connection requests its own subset, since concurrent requests for the same entry would share one lookup.
    setupClient: (client) =>
      client.setRequests(toPart(requests, nth++, connections).map((request) => ({ ...request, headers: { ...headers } }))),
  })
  const { user, system } = process.cpuUsage(before)
  return {
    requestsPerSecond: result.requests.total / result.duration,
    bytesPerSecond: result.throughput.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.errors + result.timeouts + result.non2xx,
    generatorCpu: (user + system) / 1000 / (performance.now() - startedAt),
  }
}

function toPart(requests: readonly LoadRequest[], nth: number, parts: number): LoadRequest[] {
  if (requests.length < parts) return [...requests.slice(nth % requests.length), ...requests.slice(0, nth % requests.length)]
  return requests.filter((_, index) => index % parts === nth % parts)
}
