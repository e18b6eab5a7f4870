import { RegistryError } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'
import { authenticate } from '../identity/authenticate.js'
import type { Publisher } from '../identity/publisher.js'
import type { Services } from '../services.js'
import type { Access } from './operation.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    operationId?: string
    /** Whether the body is wanted as the text that came. */
    takesText?: boolean
    cacheControl?: string
  }
  interface FastifyRequest {
    /** Who calls, on routes for publishers. */
    publisher: Publisher | undefined
  }
}

/** Lets in who a route declares; a route that declares nobody lets in nobody. */
export function addAccessControl(app: FastifyInstance, { identity }: Pick<Services, 'identity'>): void {
  app.decorateRequest('publisher', undefined)
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.access === 'public') return
    if (request.routeOptions.config.access !== 'publisher') throw new RegistryError('forbidden', 'Nobody may call this.')
    request.publisher = await authenticate(identity, request.headers.authorization)
  })
}
