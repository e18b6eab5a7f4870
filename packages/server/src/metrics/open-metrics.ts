import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { countVersions, type VersionCounts } from './count-versions.js'
import type { Clock } from '../clock.js'
import { type HttpMetrics, openHttpMetrics } from './http-metrics.js'
import type { Store } from '../store/open-store.js'

/** The Prometheus metrics, in a separate registry, so that several servers in one process do not share it. */
export interface Metrics {
  readonly registry: Registry
  readonly http: HttpMetrics
  /** Counts an uncaught error. */
  countUncaught(): void
  /** Counts a refused attempt that could not be recorded in the audit log. */
  countUnrecorded(): void
  /** Only the error counter, in the format from which the metrics of several processes are aggregated. */
  getUncaught(): Promise<unknown>
}

// Bounds the load on the database, regardless of the scrape interval.
const COUNTS_MAX_AGE_MS = 60_000

export function openMetrics(services: { readonly store: Store; readonly clock: Clock }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const uncaught = new Counter({
    name: 'mcp_registry_uncaught_exceptions_total',
    help: 'Uncaught errors; each ends its process.',
    registers: [registry],
  })
  const unrecorded = new Counter({
    name: 'mcp_registry_audit_failures_total',
    help: 'Refused attempts that could not be recorded in the audit log; the process logs them.',
    registers: [registry],
  })
  addCounts(registry, services)
  addConnections(registry, services.store)
  return {
    registry,
    http: openHttpMetrics(registry),
    countUncaught: () => uncaught.inc(),
    countUnrecorded: () => unrecorded.inc(),
    getUncaught: async () => [await uncaught.get()],
  }
}

function addCounts(registry: Registry, services: { readonly store: Store; readonly clock: Clock }): void {
  const getCounts = rememberCounts(services)
  new Gauge({
    name: 'mcp_registry_versions',
    help: 'Number of versions, by status.',
    labelNames: ['status'],
    registers: [registry],
    // All workers count the same rows, so a sum would be wrong.
    aggregator: 'max',
    async collect() {
      for (const [status, count] of Object.entries((await getCounts())?.versions ?? {})) this.set({ status }, count)
    },
  })
  new Gauge({
    name: 'mcp_registry_servers',
    help: 'Number of servers.',
    registers: [registry],
    aggregator: 'max',
    async collect() {
      const counts = await getCounts()
      if (counts !== undefined) this.set(counts.servers)
    },
  })
}

function addConnections(registry: Registry, store: Store): void {
  new Gauge({
    name: 'mcp_registry_db_pool_connections',
    help: 'Database connections in use and idle, and requests waiting for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, idle, waiting } = store.countConnections()
      this.set({ state: 'in_use' }, inUse)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
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
    // On failure, the last counts are returned: the other metrics matter most while the database is unavailable.
    counts = countVersions(services).catch(() => last)
    return counts
  }
}
