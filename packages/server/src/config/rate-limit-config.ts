import { findUrl } from '@mcp-registry/contract'
import type { EnvReader } from './env-reader.js'
import type { VariableName } from './variables.js'

/** What requests are counted as. */
export type Budget = 'reads' | 'search' | 'auth' | 'publish'

/** How many requests a client may make in a minute, of each kind; 0 is no limit. */
export interface RateLimitConfig {
  readonly perMinute: Readonly<Record<Budget, number>>
  /** Where the counts are shared; without one each process counts for itself. May hold a password. */
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
