import type { Result } from '@mcp-registry/contract'
import { readDatabaseConfig } from './config/database-config.js'
import { type Env, EnvReader } from './config/env-reader.js'
import { readIdentityConfig } from './config/identity-config.js'
import { type ListenConfig, readListenConfig } from './config/listen-config.js'
import { type OutboundConfig, readOutboundConfig } from './config/outbound-config.js'
import { type OwnershipConfig, readOwnershipConfig } from './config/ownership-config.js'
import { type RateLimitConfig, readRateLimitConfig } from './config/rate-limit-config.js'
import { IGNORED_VARIABLES } from './config/variables.js'
import type { IdentityConfig, Secrets } from './identity/identity-config.js'
import { parseVerificationKey } from './identity/signing-key.js'
import type { DatabaseConfig } from './store/open-store.js'

/** The configuration. Only `secrets` and the URLs of the database and of Redis may contain secrets; they are never logged. */
export interface Config {
  readonly listen: ListenConfig
  readonly database: DatabaseConfig
  readonly dataDir: string
  /** The number of processes that serve requests. */
  readonly workers: number
  readonly seedFrom?: string
  readonly extensionNamespace: string
  /** The maximum memory for cached responses, in bytes, across all workers. */
  readonly cacheBytes: number
  readonly build: BuildConfig
  readonly identity: IdentityConfig
  readonly ownership: OwnershipConfig
  readonly outbound: OutboundConfig
  readonly rateLimits: RateLimitConfig
  readonly secrets: Secrets
  /** Environment variables that are set but have no effect. */
  readonly ignoredVariables: readonly string[]
}

/** Build information that overrides the defaults of `/version`. */
export interface BuildConfig {
  readonly version?: string
  readonly gitCommit?: string
  readonly buildTime?: string
}

/** Reads the configuration from environment variables. Returns the configuration, or all problems at once. */
export function readConfig(env: Env): Result<Config> {
  const read = new EnvReader(env)
  const dataDir = read.text('MCP_REGISTRY_DATA_DIR') ?? './data'
  const seedFrom = read.text('MCP_REGISTRY_SEED_FROM')
  const listen = readListenConfig(read)
  const database = readDatabaseConfig(read, dataDir)
  const config: Config = {
    listen,
    database,
    workers: readWorkers(read, database),
    dataDir,
    ...(seedFrom !== undefined && { seedFrom }),
    extensionNamespace: read.parsed('MCP_REGISTRY_EXTENSION_NAMESPACE', parseNamespace) ?? 'io.modelcontextprotocol.registry',
    cacheBytes: read.integer('MCP_REGISTRY_CACHE_BYTES', 128 * 1024 * 1024, { min: 0, max: 64 * 1024 ** 3 }),
    build: readBuildConfig(read),
    identity: readIdentityConfig(read),
    ownership: readOwnershipConfig(read),
    outbound: readOutboundConfig(read, listen.publicUrl),
    rateLimits: readRateLimitConfig(read),
    secrets: readSecrets(read),
    ignoredVariables: IGNORED_VARIABLES.filter((name) => read.text(name) !== undefined),
  }
  read.reportUnknown()
  return read.problems.length > 0 ? { ok: false, errors: read.problems } : { ok: true, value: config }
}

function readWorkers(read: EnvReader, database: DatabaseConfig): number {
  const workers = read.integer('MCP_REGISTRY_WORKERS', 1, { min: 1, max: 256 })
  if (workers > 1 && database.kind === 'embedded')
    read.problem(
      'MCP_REGISTRY_WORKERS',
      `is ${workers}, but the embedded database belongs to one process. Set MCP_REGISTRY_DATABASE_URL, or leave it at 1.`,
    )
  return workers
}

function readBuildConfig(read: EnvReader): BuildConfig {
  const version = read.text('MCP_REGISTRY_VERSION')
  const gitCommit = read.text('MCP_REGISTRY_GIT_COMMIT')
  const buildTime = read.text('MCP_REGISTRY_BUILD_TIME')
  return {
    ...(version !== undefined && { version }),
    ...(gitCommit !== undefined && { gitCommit }),
    ...(buildTime !== undefined && { buildTime }),
  }
}

function readSecrets(read: EnvReader): Secrets {
  const signingKeySeed = read.parsed<string>('MCP_REGISTRY_JWT_PRIVATE_KEY', (text) =>
    /^[0-9a-f]{64}$/i.test(text)
      ? { ok: true, value: text }
      : { ok: false, errors: ['must be 32 bytes in hex, 64 characters. Make one with: openssl rand -hex 32'] },
  )
  const githubClientSecret = read.text('MCP_REGISTRY_GITHUB_CLIENT_SECRET')
  const previousSigningKeys = read.list('MCP_REGISTRY_JWT_PREVIOUS_KEYS').flatMap((text) => {
    const key = parseVerificationKey(text)
    if (key.ok) return [key.value]
    read.problem('MCP_REGISTRY_JWT_PREVIOUS_KEYS', `has a wrong key. ${key.errors.join(' ')}`)
    return []
  })
  return {
    previousSigningKeys,
    ...(signingKeySeed !== undefined && { signingKeySeed }),
    ...(githubClientSecret !== undefined && { githubClientSecret }),
  }
}

function parseNamespace(text: string): Result<string> {
  if (/^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$/.test(text)) return { ok: true, value: text }
  return { ok: false, errors: [`is ${JSON.stringify(text)}, but must be a reverse-DNS name such as com.example.registry.`] }
}
