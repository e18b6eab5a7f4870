import { findUrl } from '@mcp-registry/contract'
import type { EnvReader } from './env-reader.js'
import type { VariableName } from './variables.js'

/** The kinds of requests that have separate rate limits. */
export type Budget = 'reads' | 'search' | 'auth' | 'publish'

export interface RateLimitConfig {
  /** Maximum requests per client per minute, for each kind. 0 disables the limit. */
  readonly perMinute: Readonly<Record<Budget, number>>
  /** The Redis server on which processes share their counts. If unset, each registry counts separately. May contain a password. */
  readonly redisUrl?: string
}

export function readRateLimitConfig(read: EnvReader): RateLimitConfig {
  const limit = (name: VariableName, fallback: number) => read.integer(name, fallback, { min: 0, max: 1_000_000 })
  const redisUrl = read.parsed<string>('MCP_REGISTRY_REDIS_URL', (text) =>
    /^rediss?:\/\//.test(text) && (findUrl(text)?.hostname ?? '') !== ''
      ? { ok: true, value: text }
      : { ok: false, errors: ['must be like redis://user:password@host:6379.'] },
  )
  return {
    perMinute: {
      reads: limit('MCP_REGISTRY_RATE_LIMIT_READS', 6000),
      search: limit('MCP_REGISTRY_RATE_LIMIT_SEARCH', 600),
      auth: limit('MCP_REGISTRY_RATE_LIMIT_AUTH', 60),
      publish: limit('MCP_REGISTRY_RATE_LIMIT_PUBLISH', 300),
    },
    ...(redisUrl !== undefined && { redisUrl }),
  }
}
