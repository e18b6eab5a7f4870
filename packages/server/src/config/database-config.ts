import { parseDatabaseUrl } from '../store/database-url.js'
import type { DatabaseConfig } from '../store/open-store.js'
import type { EnvReader } from './env-reader.js'

/** Reads which PostgreSQL stores the catalog: a server, or the embedded one in this process. */
export function readDatabaseConfig(read: EnvReader, dataDir: string): DatabaseConfig {
  const range = { min: 1, max: 1000 }
  const maxConnections = read.integer('MCP_REGISTRY_DATABASE_MAX_CONNECTIONS', 10, range)
  const poolSize = read.integer('MCP_REGISTRY_DATABASE_POOL_SIZE', maxConnections, range)
  const url = read.parsed<string>('MCP_REGISTRY_DATABASE_URL', (text) => {
    const address = parseDatabaseUrl(text)
    return address.ok ? { ok: true, value: text } : address
  })
  return url === undefined ? { kind: 'embedded', dataDir } : { kind: 'postgres', url, poolSize }
}
