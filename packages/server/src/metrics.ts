import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { countVersions, type VersionCounts } from './catalog/count-versions.js'
import type { Clock } from './clock.js'
import type { Store } from './store/open-store.js'

/** What Prometheus is told: a registry of our own, so that several servers in one process do not share it. */
export interface Metrics {
  readonly registry: Registry
  /** Counts a request and how long it took. */
  observeRequest(operation: string, method: string, status: number, seconds: number): void
  /** Counts an error that nothing has handled. */
  countUncaught(): void
  /** That counter alone, in the form in which the metrics of several processes are summed up. */
  getUncaught(): Promise<unknown>
}

// However often it is asked, counting costs the database little.
const COUNTS_MAX_AGE_MS = 60_000

export function openMetrics(services: { readonly store: Store; readonly clock: Clock }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const httpDuration = new Histogram({
    name: 'mcp_registry_http_request_duration_seconds',
    help: 'How long requests took, by operation and status.',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const uncaught = new Counter({
    name: 'mcp_registry_uncaught_exceptions_total',
    help: 'Errors that nothing handled; each ends its process.',
    registers: [registry],
  })
  addCounts(registry, services)
  // Looking for the labels of a metric takes longer than counting.
  const timers = new Map<string, ReturnType<typeof httpDuration.labels>>()
  return {
    registry,
    observeRequest(operation, method, status, seconds) {
      const key = `${operation} ${method} ${status}`
      const timer = timers.get(key) ?? httpDuration.labels(operation, method, String(status))
      timers.set(key, timer)
      timer.observe(seconds)
    },
    countUncaught: () => uncaught.inc(),
    getUncaught: async () => [await uncaught.get()],
  }
}

function addCounts(registry: Registry, services: { readonly store: Store; readonly clock: Clock }): void {
  const getCounts = rememberCounts(services)
  new Gauge({
    name: 'mcp_registry_versions',
    help: 'How many versions the registry has, by status.',
    labelNames: ['status'],
    registers: [registry],
    // All workers count the same rows.
    aggregator: 'max',
    async collect() {
      for (const [status, count] of Object.entries((await getCounts())?.versions ?? {})) this.set({ status }, count)
    },
  })
  new Gauge({
    name: 'mcp_registry_servers',
    help: 'How many servers the registry has.',
    registers: [registry],
    aggregator: 'max',
    async collect() {
      const counts = await getCounts()
      if (counts !== undefined) this.set(counts.servers)
    },
  })
}

function rememberCounts(services: { readonly store: Store; readonly clock: Clock }): () => Promise<VersionCounts | undefined> {
  let askedAtMs = Number.NEGATIVE_INFINITY
  let counts: Promise<VersionCounts | undefined> = Promise.resolve(undefined)
  return () => {
    const nowMs = services.clock.now().getTime()
    if (nowMs - askedAtMs < COUNTS_MAX_AGE_MS) return counts
    askedAtMs = nowMs
    const last = counts
    // The rest of the metrics is wanted most when the database is away.
    counts = countVersions(services).catch(() => last)
    return counts
  }
}
