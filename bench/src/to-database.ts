import type { DatabaseConfig } from '@mcp-registry/server'
import type { Bench } from './bench.js'

/** The database of a bench, for a look at it without the registry; of the embedded one, while no registry runs. */
export function toDatabase({ storage }: Pick<Bench, 'storage'>): DatabaseConfig {
  const [option, place = ''] = storage
  return option === '--database-url' ? { kind: 'postgres', url: place } : { kind: 'embedded', dataDir: place }
}
