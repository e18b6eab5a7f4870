import type { FastifyInstance } from 'fastify'

/** Says of every answer without a `Cache-Control` of its own that it is not to be kept. */
export function addCacheControl(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) {
      const { cacheControl } = request.routeOptions.config
      const isKept = cacheControl !== undefined && (reply.statusCode === 200 || reply.statusCode === 304)
      reply.header('cache-control', isKept ? cacheControl : 'no-store')
    }
    done()
  })
}

// A list of some hundred tags. A longer header is ignored, as a server always may.
const MAX_IF_NONE_MATCH_LENGTH = 8_192

/**
 * Whether the client has the response, in any encoding: all of them represent the same content. Source: RFC 9110, section 13.1.2: weak
 * comparison, a list, or a star.
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined || ifNoneMatch.length > MAX_IF_NONE_MATCH_LENGTH) return false
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim()
    return tag === '*' || tag.replace(/^W\//, '').replace(/-(?:br|gzip)"$/, '"') === etag
  })
}
