import { RegistryError } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'
import { authenticate } from '../identity/authenticate.js'
import type { Publisher } from '../identity/publisher.js'
import type { Services } from '../services.js'
import type { Budget } from '../config/rate-limit-config.js'
import type { Access } from './operation.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    operationId?: string
    /** Returns the rate limit against which a request with this query counts. */
    budget?: (query: Readonly<Record<string, unknown>>) => Budget
    /** Whether the handler receives the body as unparsed text. */
    rawBody?: boolean
    cacheControl?: string
  }
  interface FastifyRequest {
    /** The publisher that the bearer token authenticates. Defined only on routes with the access `publisher`. */
    publisher: Publisher | undefined
  }
}

/** Enforces the access that each route declares. A route without a declaration is forbidden. */
export function addAccessControl(app: FastifyInstance, { identity }: Pick<Services, 'identity'>): void {
  app.decorateRequest('publisher', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (request.is404 || access === 'public') return done()
    if (access !== 'publisher') return done(new RegistryError('forbidden', 'This route cannot be called.'))
    return authenticate(identity, request.headers.authorization).then((publisher) => {
      request.publisher = publisher
    })
  })
}
