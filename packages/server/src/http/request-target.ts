import { RegistryError } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'

/** Refuses the request target `*`, which the router treats as `/`, for all methods except OPTIONS. Source: RFC 9112, section 3.2.4. */
export function addTargetCheck(app: FastifyInstance): void {
  app.addHook('onRequest', ({ originalUrl, method }, _reply, done) => {
    if (!originalUrl.startsWith('*') || method === 'OPTIONS') return done()
    return done(new RegistryError('malformed-request', 'The request target "*" is allowed only with OPTIONS. Request a path.'))
  })
}
