import { RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import type { Attempt } from '../../audit/audit-log.js'
import { authorize, toStatusAction } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { VersionsTable } from '../../store/database.js'
import { changeStatus, requireStatusUpdate, type StatusServices, withStatus } from './change-status.js'
import { toEntry } from '../../entries/to-entry.js'

/** Sets the status of one version; also restores a deleted one. */
export async function setStatus(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  version: string,
  update: StatusUpdate,
  attempt?: Attempt,
): Promise<string> {
  await authorize(services, publisher, toStatusAction(publisher, name), name)
  requireStatusUpdate(update)
  const change = (row: VersionsTable) => {
    const changed = withStatus(row, update)
    if (changed) return changed
    throw new RegistryError('no-changes', `No changes to apply: version ${row.version} of ${row.name} is ${row.status} already.`)
  }
  return toEntry(await changeStatus(services, { publisher, name, version, attempt, change }))
}
