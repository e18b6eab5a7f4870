// The load generator: a process of its own, which gets orders from its parent and tells it how they went.
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
    // Each connection has a part of its own: two that ask for the same at the same time would share one look-up.
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
