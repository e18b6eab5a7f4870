import { createServer } from 'node:http'
import cors from '@fastify/cors'
import { RegistryError } from '@mcp-registry/contract'
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { addAccessControl } from './http/access.js'
import { answerClientError } from './http/client-error.js'
import { closeUnusedConnections } from './http/close-unused-connections.js'
import { CACHE_CONTROL, CachedReads } from './http/cached-reads.js'
import { addCacheControl } from './http/conditional.js'
import { addMetrics } from './http/add-metrics.js'
import { addOpenApi } from './http/openapi/add-openapi.js'
import { listOperations } from './http/operations.js'
import { createListener } from './http/listener.js'
import { addPages } from './http/pages.js'
import { parseQuery } from './http/parse-query.js'
import { addBodyReader } from './http/read-body.js'
import { registerOperation } from './http/register-operation.js'
import { type SecurityHeaders, toSecurityHeaders } from './http/security-headers.js'
import { renderProblem } from './http/render-problem.js'
import { limitConnections } from './http/limit-connections.js'
import { addRateLimits, limitAddresses, limitSubjects } from './http/rate-limits.js'
import { addRequestLog, toRequestId } from './http/request-log.js'
import { addTargetCheck } from './http/request-target.js'
import { rewritePath } from './http/rewrite-path.js'
import { RouteTable } from './http/route-table.js'
import { openReads } from './cache/open-reads.js'
import type { Services } from './services.js'

/** The stable version of the API, which is the documented one. */
const STABLE = '/v0.1'
const DEVELOPMENT = '/v0'

/** The token of somebody who owns hundreds of organisations names each of them. */
const MAX_HEADER_BYTES = 128 * 1024

/** Builds the app: every route, nothing that listens. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { listen } = services.config
  const reads = await openReads(services)
  const security = toSecurityHeaders({ isSecure: listen.publicUrl.startsWith('https:') })
  const cachedReads = new CachedReads(reads, services, toCachedHeaders(security))
  const loggerInstance: FastifyBaseLogger = services.log
  const app: FastifyInstance = fastify({
    loggerInstance,
    // Requests are logged by a hook of ours: one line each, nothing private.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: toRequestId,
    bodyLimit: listen.maxBodyBytes,
    trustProxy: listen.trustedProxies.length > 0 ? [...listen.trustedProxies] : false,
    rewriteUrl: ({ url }) => rewritePath(url ?? '/'),
    // A name has 200 characters and a version 255, each of which may be percent-encoded as up to four bytes.
    routerOptions: { maxParamLength: 4096, querystringParser: parseQuery },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, app.server),
    frameworkErrors(error, request, reply) {
      // These come before any route, and so before any hook.
      reply.header('x-request-id', request.id).header('access-control-allow-origin', '*')
      renderProblem(error, request, reply)
    },
    // A slow client may take its time to send a body, not for ever.
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    serverFactory: (handle, { keepAliveTimeout, requestTimeout }) => {
      const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, createListener(services, cachedReads, handle))
      limitConnections(server, services)
      return Object.assign(server, { keepAliveTimeout, requestTimeout })
    },
  })
  const routes = new RouteTable()
  // Knows the routes that are added after it.
  routes.watch(app)
  app.setErrorHandler(renderProblem)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  addBodyReader(app)
  await addRequestHooks(app, services, security)

  const operations = listOperations({ ...services, reads })
  await addOpenApi(app, listen.publicUrl, operations)
  await addPages(app, listen.publicUrl, security)

  for (const operation of operations) {
    registerOperation(app, cachedReads, STABLE, operation, true)
    registerOperation(app, cachedReads, DEVELOPMENT, operation, false)
  }

  // The first of its checks is due before the metrics can be read. The server starts without a database, too.
  app.addHook('onReady', async () => void (await services.clockWatch.check().catch(() => undefined)))
  // Before the connections are waited for: those that wait for changes would not end by themselves.
  app.addHook('preClose', () => reads.close())
  closeUnusedConnections(app)

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const methods = routes.listMethods(path)
    if (methods.length === 0) throw routes.explainMissing(path)
    reply.header('allow', methods.join(', '))
    throw new RegistryError('method-not-allowed', `${request.method} is not possible here. Use ${methods.join(', ')}.`)
  })
  return app
}

/**
 * Adds the hooks of all requests, in the order in which they run. They call `done` at once where they can, and return a promise where they
 * have to wait: one for each hook would cost every read as much as a look-up in memory.
 */
async function addRequestHooks(app: FastifyInstance, services: Services, security: SecurityHeaders): Promise<void> {
  // First, so that refused requests are logged and counted, too.
  addRequestLog(app)
  addMetrics(app, services)
  // Before anything is refused: a page of another origin can read only responses with CORS headers. Preflight requests end here.
  await addHeaders(app, security)
  addTargetCheck(app)
  // Before the token is verified: requests that guess tokens count.
  await addRateLimits(app, services)
  limitAddresses(app)
  addAccessControl(app, services)
  // After it: counts by publisher.
  limitSubjects(app)
  // Runs when a response is sent, whatever made it.
  addCacheControl(app)
}

const EXPOSED_HEADERS = [
  'ETag',
  'Age',
  'Warning',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id',
  'X-Registry-Change',
  'X-Registry-Epoch',
  'Content-Range',
] as const

/** The headers of a cached response that do not depend on its body, as its route has them, too. */
function toCachedHeaders(security: SecurityHeaders): Readonly<Record<string, string>> {
  return {
    ...security.answers,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
    'content-type': 'application/json; charset=utf-8',
    'cache-control': CACHE_CONTROL,
    vary: 'Accept-Encoding',
  }
}

async function addHeaders(app: FastifyInstance, security: SecurityHeaders): Promise<void> {
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    exposedHeaders: [...EXPOSED_HEADERS],
    maxAge: 86_400,
    strictPreflight: false,
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(security.answers)
    done()
  })
}
