import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** The labels under which a request is counted. */
export interface RouteLabels {
  readonly operation: string
  /** The pattern of the route. */
  readonly path: string
}

/** The labels of requests that match no route. */
export const UNMATCHED: RouteLabels = { operation: 'none', path: 'none' }

export interface HttpMetrics {
  /** Counts a request on arrival. */
  observeArrival(method: string, path: string): void
  /** Counts a completed request and records its duration. */
  observeRequest(route: RouteLabels, method: string, status: number, seconds: number): void
  /** Counts a request as in flight; returns a function that ends this. */
  beginRequest(): () => void
}

/** Creates the HTTP metrics: our own, and those of the reference implementation for its dashboards and alerts. */
export function openHttpMetrics(registry: Registry): HttpMetrics {
  const durations = new Histogram({
    name: 'mcp_registry_http_request_duration_seconds',
    help: 'Duration of requests in seconds, by operation and status.',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const requests = new Counter({
    name: 'mcp_registry_http_requests_total',
    help: 'HTTP requests that were answered, by method, route and status.',
    labelNames: ['method', 'path', 'status_code'],
    registers: [registry],
  })
  const arrivals = new Counter({
    name: 'mcp_registry_http_request_arrivals_total',
    help: 'HTTP requests that arrived, by method and route.',
    labelNames: ['method', 'path'],
    registers: [registry],
  })
  const inFlight = new Gauge({
    name: 'mcp_registry_http_requests_in_flight',
    help: 'HTTP requests in progress.',
    registers: [registry],
  })
  // Looking up the labels of a metric takes longer than counting. The cache has one entry per combination of route, method and status.
  const answered = new Map<string, { readonly duration: Histogram.Internal<string>; readonly count: Counter.Internal }>()
  const arrived = new Map<string, Counter.Internal>()
  return {
    observeArrival(method, path) {
      const key = `${method} ${path}`
      const counter = arrived.get(key) ?? arrivals.labels(method, path)
      arrived.set(key, counter)
      counter.inc()
    },
    observeRequest({ operation, path }, method, status, seconds) {
      const key = `${method} ${status} ${path}`
      const metrics = answered.get(key) ?? {
        duration: durations.labels(operation, method, String(status)),
        count: requests.labels(method, path, String(status)),
      }
      answered.set(key, metrics)
      metrics.duration.observe(seconds)
      metrics.count.inc()
    },
    beginRequest() {
      inFlight.inc()
      return () => inFlight.dec()
    },
  }
}
