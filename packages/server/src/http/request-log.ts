import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { shorten } from '@mcp-registry/contract'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

// A name and a version have 455 characters, of which each takes up to 12 when it is percent-encoded.
const MAX_PATH_LENGTH = 6_000

/** The id that a proxy gave the request, when it is one, or a new one. */
export function toRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

/** Writes one line per request. Neither queries nor headers are logged: they may hold what is private. */
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

/** Writes the line of one request. */
export function logRequest(log: Pick<FastifyBaseLogger, 'info'>, { url, durationMs, ...request }: AnsweredRequest): void {
  const path = shorten(url.split('?', 1)[0] ?? '', MAX_PATH_LENGTH)
  log.info({ ...request, path, durationMs: Math.round(durationMs * 10) / 10 }, 'request')
}
