import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Gives the answers of routes with a `cacheControl` an ETag, and answers 304 to a client that has them; all others are not kept. */
export function addConditionalRequests(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const { cacheControl } = request.routeOptions.config
    if (cacheControl === undefined || reply.statusCode !== 200 || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      return payload
    }
    const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`
    reply.header('cache-control', cacheControl).header('etag', etag)
    if (!isKnown(request.headers['if-none-match'], etag)) return payload
    reply.code(304)
    return null
  })
}

/** Whether the client has the answer. Source: RFC 9110, section 13.1.2: weak comparison, a list, or a star. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim()
    return tag === '*' || tag.replace(/^W\//, '') === etag
  })
}
