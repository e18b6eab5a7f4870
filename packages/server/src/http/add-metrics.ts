import type { FastifyInstance } from 'fastify'
import { AggregatorRegistry } from 'prom-client'
import type { Services } from '../services.js'

const WORKERS_TIMEOUT_MS = 2_000

/** Counts every request, and serves the counts of all workers. */
export function addMetrics(app: FastifyInstance, { metrics, workers }: Pick<Services, 'metrics' | 'workers'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config?.operationId ?? 'none'
    metrics.observeRequest(operation, request.method, reply.statusCode, reply.elapsedTime / 1000)
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
