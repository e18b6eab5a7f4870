import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What Prometheus is told: a registry of our own, so that several servers in one process do not share it. */
export interface Metrics {
  readonly registry: Registry
  /** Seconds; by operation and status. */
  readonly httpDuration: Histogram<'operation' | 'method' | 'status'>
}

export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const httpDuration = new Histogram({
    name: 'mcp_registry_http_request_duration_seconds',
    help: 'How long requests took, by operation and status.',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return { registry, httpDuration }
}
