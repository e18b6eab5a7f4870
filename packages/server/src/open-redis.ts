import type { Redis } from 'ioredis'
import type { RateLimitConfig } from './config/rate-limit-config.js'

/** The connection to Redis, when one is configured. It reconnects automatically; commands fail immediately in the meantime. */
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
  // Without a listener an error would end the process; the requests that suffer from it are let through.
  redis.on('error', () => undefined)
  // Not there yet is no reason not to start.
  await redis.connect().catch(() => undefined)
  return redis
}
