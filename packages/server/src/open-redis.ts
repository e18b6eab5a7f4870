import type { Redis } from 'ioredis'
import type { RateLimitConfig } from './config/rate-limit-config.js'

/** Opens the connection to Redis, if configured. It reconnects automatically. Until then, commands fail immediately. */
export async function openRedis({ redisUrl }: RateLimitConfig): Promise<Redis | undefined> {
  if (redisUrl === undefined) return undefined
  const { Redis: Client } = await import('ioredis').catch((error: unknown) => {
    throw new Error('MCP_REGISTRY_REDIS_URL is set, but the package ioredis is not installed. Install it: npm install ioredis', {
      cause: error,
    })
  })
  const redis = new Client(redisUrl, {
    lazyConnect: true,
    connectTimeout: 2000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
  })
  // ioredis logs errors that have no listener. Requests that are affected by an error are allowed.
  redis.on('error', () => undefined)
  // An unavailable server does not prevent the start: ioredis keeps reconnecting.
  await redis.connect().catch(() => undefined)
  return redis
}
