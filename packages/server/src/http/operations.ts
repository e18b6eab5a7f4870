import type { Reads } from '../cache/open-reads.js'
import type { Services } from '../services.js'
import type { Operation } from './operation.js'
import { aggregatorOperations } from './operations/aggregators.js'
import { auditOperation } from './audit-operation.js'
import { administrationOperations } from './operations/administration.js'
import { backupOperation } from './operations/backup.js'
import { clientOperations } from './operations/clients.js'
import { identityOperations } from './operations/identity.js'
import { ownerOperations } from './operations/owners.js'
import { publishOperations } from './operations/publish.js'
import { readOperations } from './operations/read.js'
import { searchOperations } from './operations/search.js'
import { statusOperations } from './operations/status.js'
import { systemOperations } from './operations/system.js'
import { takedownOperations } from './operations/takedowns.js'

/** Lists all operations of the API. Each is served under both version prefixes. */
export function listOperations(services: Services & { readonly reads: Reads }): readonly Operation[] {
  const operations = [
    ...readOperations(services),
    ...publishOperations(services),
    ...statusOperations(services),
    ...identityOperations(services),
    ...aggregatorOperations(services),
    ...searchOperations(services),
    ...clientOperations(services),
    ...ownerOperations(services),
    ...administrationOperations(services),
    ...takedownOperations(services),
    backupOperation(services),
    ...systemOperations(services),
  ]
  return operations.map((operation) => auditOperation(services, operation))
}
