import type { FastifyInstance } from 'fastify'

/** Sets `Cache-Control` on responses that lack it: the value of the route for 200 and 304, otherwise `no-store`. */
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

// Enough for a list of more than 100 tags. A longer header is ignored.
const MAX_IF_NONE_MATCH_LENGTH = 8_192

/**
 * Whether `If-None-Match` matches the ETag or its `-br` or `-gzip` variant, since all encodings represent the same content. The header is
 * a list of tags or `*`, compared weakly. Source: RFC 9110, section 13.1.2.
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined || ifNoneMatch.length > MAX_IF_NONE_MATCH_LENGTH) return false
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim()
    return tag === '*' || tag.replace(/^W\//, '').replace(/-(?:br|gzip)"$/, '"') === etag
  })
}
