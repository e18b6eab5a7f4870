import type { Attempt } from '../../audit/audit-log.js'
import { authorize, toStatusAction } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { VersionsTable } from '../../store/database.js'
import { changeStatus, type StatusServices, withStatus } from './change-status.js'
import { toEntry } from '../../entries/to-entry.js'

/**
 * Marks one version as deleted; its number is never free again. Deleting it a second time is the same answer and, unlike a change of
 * status that changes nothing, no error: DELETE is idempotent.
 */
export async function deleteServer(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  version: string,
  attempt?: Attempt,
): Promise<string> {
  await authorize(services, publisher, toStatusAction(publisher, name), name)
  const change = (row: VersionsTable) => (row.status === 'deleted' ? undefined : withStatus(row, { status: 'deleted' }))
  return toEntry(await changeStatus(services, { publisher, name, version, attempt, change }))
}
