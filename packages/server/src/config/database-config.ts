import type { DatabaseConfig } from '../store/open-store.js'
import type { EnvReader } from './env-reader.js'

/** Which PostgreSQL keeps the catalog: a server, or the one inside this process. */
export function readDatabaseConfig(read: EnvReader, dataDir: string): DatabaseConfig {
  const range = { min: 1, max: 1000 }
  const maxConnections = read.integer('MCP_REGISTRY_DATABASE_MAX_CONNECTIONS', 10, range)
  const poolSize = read.integer('MCP_REGISTRY_DATABASE_POOL_SIZE', maxConnections, range)
  const url = read.parsed<string>('MCP_REGISTRY_DATABASE_URL', (text) => {
    const url = /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined
    // Without a host the driver takes that of PGHOST, or this machine.
    if (url !== undefined && (url.hostname !== '' || url.pathname.length > 1 || url.searchParams.has('host')))
      return { ok: true, value: text }
    const found = url === undefined ? '' : 'names neither a host nor a database. It '
    return { ok: false, errors: [`${found}has to be like postgres://user:password@host:5432/database.`] }
  })
  return url === undefined ? { kind: 'embedded', dataDir } : { kind: 'postgres', url, poolSize }
}
