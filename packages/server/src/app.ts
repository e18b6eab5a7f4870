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
import { addSchemas } from './http/schemas.js'
import { openReads } from './cache/open-reads.js'
import type { Services } from './services.js'

/** The path prefix of the stable API version, which the OpenAPI document describes. */
const STABLE = '/v0.1'
const DEVELOPMENT = '/v0'

/** Large enough for the token of an owner of hundreds of organisations, which lists each of them. */
const MAX_HEADER_BYTES = 128 * 1024

/** Builds the app with all routes. Does not listen. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { listen } = services.config
  const reads = await openReads(services)
  const security = toSecurityHeaders({ isSecure: listen.publicUrl.startsWith('https:') })
  const cachedReads = new CachedReads(reads, services, toCachedHeaders(security))
  const loggerInstance: FastifyBaseLogger = services.log
  const app: FastifyInstance = fastify({
    loggerInstance,
    // `addRequestLog` logs requests instead: one line each, without private data.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: toRequestId,
    bodyLimit: listen.maxBodyBytes,
    trustProxy: listen.trustedProxies.length > 0 ? [...listen.trustedProxies] : false,
    rewriteUrl: ({ url }) => rewritePath(url ?? '/'),
    // A name has up to 200 characters and a version up to 255. Each character takes up to four bytes, percent-encoded.
    routerOptions: { maxParamLength: 4096, querystringParser: parseQuery },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, app.server),
    frameworkErrors(error, request, reply) {
      // These errors occur before routing, so no hook sets the headers.
      reply.header('x-request-id', request.id).header('access-control-allow-origin', '*')
      renderProblem(error, request, reply)
    },
    // Slow clients have a minute to send a request.
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
  // Records only the routes that are added after this call.
  routes.watch(app)
  app.setErrorHandler(renderProblem)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  addBodyReader(app)
  await addRequestHooks(app, services, security)

  const operations = listOperations({ ...services, reads })
  await addOpenApi(app, listen.publicUrl, operations)
  await addPages(app, listen.publicUrl, security)
  addSchemas(app, listen.publicUrl)

  for (const operation of operations) {
    registerOperation(app, cachedReads, STABLE, operation, true)
    registerOperation(app, cachedReads, DEVELOPMENT, operation, false)
  }

  // Checks the clock before metrics are served. A failed check is ignored: the server also starts without a database.
  app.addHook('onReady', async () => void (await services.clockWatch.check().catch(() => undefined)))
  // Runs before the server waits for open connections: those that wait for changes would otherwise stay open.
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
 * Adds the hooks for all requests, in the order in which they run. They call `done` synchronously and return a promise only if they must
 * wait: a promise per hook would cost each read as much as a cache lookup.
 */
async function addRequestHooks(app: FastifyInstance, services: Services, security: SecurityHeaders): Promise<void> {
  // First, so that refused requests are also logged and counted.
  addRequestLog(app)
  addMetrics(app, services)
  // Before the hooks that refuse requests: pages of other origins can read only responses with CORS headers. Answers preflight requests.
  await addHeaders(app, security)
  addTargetCheck(app)
  // Before the token is verified, so that attempts to guess tokens count.
  await addRateLimits(app, services)
  limitAddresses(app)
  addAccessControl(app, services)
  // After the token is verified, since it counts by publisher.
  limitSubjects(app)
  // An `onSend` hook, which also runs for error responses.
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

/** Returns the headers of responses that bypass the router. They are the headers that the route sends, except those of the body. */
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
