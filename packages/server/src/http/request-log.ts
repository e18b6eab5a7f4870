import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { shorten } from '@mcp-registry/contract'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

// A name and a version have up to 455 characters, and each takes up to 12 when percent-encoded.
const MAX_PATH_LENGTH = 6_000

/** Returns the `X-Request-Id` of the request if it is well-formed, otherwise a new ID. */
export function toRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

/** Logs one line per request. Queries and headers are not logged, since they may contain private data. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request.log, {
      method: request.method,
      url: request.originalUrl,
      operation: request.routeOptions.config.operationId,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    })
    done()
  })
}

interface AnsweredRequest {
  readonly method: string
  readonly url: string
  readonly operation?: string | undefined
  readonly status: number
  readonly durationMs: number
}

/** Logs one request. The query string is removed, and the duration is rounded to 0.1 ms. */
export function logRequest(log: Pick<FastifyBaseLogger, 'info'>, { url, durationMs, ...request }: AnsweredRequest): void {
  const path = shorten(url.split('?', 1)[0] ?? '', MAX_PATH_LENGTH)
  log.info({ ...request, path, durationMs: Math.round(durationMs * 10) / 10 }, 'request')
}
