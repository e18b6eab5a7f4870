import type { DatabaseConfig } from '@mcp-registry/server'
import type { Bench } from './bench.js'

/** The database of a benchmark, for direct access. The embedded one is accessible only while no registry is running. */
export function toDatabase({ storage }: Pick<Bench, 'storage'>): DatabaseConfig {
  const [option, place = ''] = storage
  return option === '--database-url' ? { kind: 'postgres', url: place } : { kind: 'embedded', dataDir: place }
}
