import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Workers } from '../workers/join-workers.js'

/** Creates a rate limiter store whose counts are shared by all workers. */
export function toSharedCounts(workers: Workers): FastifyRateLimitStoreCtor {
  return class implements FastifyRateLimitStore {
    incr(key: string, done: (error: Error | null, count?: { current: number; ttl: number }) => void, windowMs?: number): void {
      workers.count(key, windowMs ?? 0, (count) => done(null, count))
    }

    child(): this {
      return this
    }
  }
}
