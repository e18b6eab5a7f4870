import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import { RegistryError } from '@mcp-registry/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Budget } from '../config/rate-limit-config.js'
import type { Services } from '../services.js'
import { toSharedCounts } from './shared-counts.js'

const WINDOW_MS = 60_000

type Check = ReturnType<FastifyInstance['createRateLimit']>

/** Decorates the app with the rate limits. {@link limitAddresses} and {@link limitSubjects} enforce them. */
export async function addRateLimits(
  app: FastifyInstance,
  { config, ...places }: Pick<Services, 'config' | 'redis' | 'workers'>,
): Promise<void> {
  await app.register(rateLimit, { global: false, ...toSharing(places) })
  const { perMinute } = config.rateLimits
  const max = (request: FastifyRequest) => perMinute[findBudget(request)]
  const byAddress = app.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: toClientKey })
  const bySubject = app.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: toSubjectKey })
  app.decorate('rateLimits', { byAddress, bySubject, isLimited: (request) => max(request) > 0 && !isLocal(request.ip) })
}

function toSharing({ redis, workers }: Pick<Services, 'redis' | 'workers'>): RateLimitPluginOptions {
  // While Redis is unavailable, requests are allowed: the limits exist to keep the registry available.
  if (redis !== undefined) return { redis, nameSpace: 'mcp-registry-rate-limit:', skipOnError: true }
  return workers === undefined ? {} : { store: toSharedCounts(workers) }
}

declare module 'fastify' {
  interface FastifyInstance {
    rateLimits: { byAddress: Check; bySubject: Check; isLimited(request: FastifyRequest): boolean }
  }
}

/** Limits requests per client address. Must run before tokens are verified, so that attempts to guess tokens count. */
export function limitAddresses(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!app.rateLimits.isLimited(request)) return done()
    return spend(app.rateLimits.byAddress, request, reply)
  })
}

/** Limits writes per publisher, across all addresses. Must run after the token is verified. */
export function limitSubjects(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const isCounted = request.publisher !== undefined && findBudget(request) === 'publish' && app.rateLimits.isLimited(request)
    if (!isCounted) return done()
    return spend(app.rateLimits.bySubject, request, reply)
  })
}

async function spend(check: Check, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const count = await check(request)
  if (count.isAllowed) return
  reply.headers({
    'ratelimit-limit': count.max,
    'ratelimit-remaining': count.remaining,
    'ratelimit-reset': count.ttlInSeconds,
  })
  if (!count.isExceeded) return
  throw new RegistryError(
    'rate-limited',
    `There were more than ${count.max} requests of this kind (${findBudget(request)}) in a minute. Wait ${count.ttlInSeconds} seconds.`,
    { retryAfterSeconds: count.ttlInSeconds },
  )
}

/** Returns the budget of an operation that does not declare one. `path` is its pattern relative to the version prefix. */
export function toBudget(method: string, path = ''): Budget {
  if (path.startsWith('/auth/')) return 'auth'
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'reads' : 'publish'
}

// Depends on the matched operation, never on the URL, which has many spellings. Requests for unknown paths also count.
function findBudget({ method, query, routeOptions }: FastifyRequest): Budget {
  return routeOptions.config?.budget?.(query as Readonly<Record<string, unknown>>) ?? toBudget(method)
}

function toClientKey(request: FastifyRequest): string {
  return `${findBudget(request)}:${toClient(request.ip)}`
}

function toSubjectKey(request: FastifyRequest): string {
  const { publisher } = request
  return `publish:${publisher?.method}:${publisher?.subject}`
}

/** Returns an IPv4 address, or the /64 network of an IPv6 address: providers assign at least a /64 to each customer. */
export function toClient(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv4) return address.toString()
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}

// A loopback client is the operator, or a proxy that is not trusted. All clients of such a proxy would share one limit.
function isLocal(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'loopback'
}
