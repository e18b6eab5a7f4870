import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AggregatorRegistry } from 'prom-client'
import type { Services } from '../services.js'
import { type RouteLabels, UNMATCHED } from '../metrics/http-metrics.js'

const WORKERS_TIMEOUT_MS = 2_000

/** Counts all requests, and serves the aggregated metrics of all workers at `/metrics`. */
export function addMetrics(app: FastifyInstance, { metrics, workers }: Pick<Services, 'metrics' | 'workers'>): void {
  app.addHook('onRequest', (request, reply, done) => {
    metrics.http.observeArrival(request.method, toRoute(request).path)
    reply.raw.once('close', metrics.http.beginRequest())
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    metrics.http.observeRequest(toRoute(request), request.method, reply.statusCode, reply.elapsedTime / 1000)
    done()
  })
  workers?.onQuestion('metrics', () => metrics.registry.getMetricsAsJSON())
  app.get('/metrics', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    if (workers === undefined) return metrics.registry.metrics()
    const own = await metrics.registry.getMetricsAsJSON()
    const others = (await workers.ask('metrics', WORKERS_TIMEOUT_MS)) as (typeof own)[]
    return AggregatorRegistry.aggregate([own, ...others]).metrics()
  })
}

// Labels use the route pattern. With the path itself, clients could create an unlimited number of labels.
function toRoute({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): RouteLabels {
  return { operation: routeOptions.config?.operationId ?? UNMATCHED.operation, path: routeOptions.url ?? UNMATCHED.path }
}
