import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.js'

/** Counts every request, and serves the counts. */
export function addMetrics(app: FastifyInstance, { metrics }: Pick<Services, 'metrics'>): void {
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      operation: request.routeOptions.config?.operationId ?? 'none',
      method: request.method,
      status: String(reply.statusCode),
    }
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
