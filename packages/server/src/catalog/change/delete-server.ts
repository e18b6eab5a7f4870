import type { Attempt } from '../../audit/audit-log.js'
import { authorize, toStatusAction } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { VersionsTable } from '../../store/database.js'
import { changeStatus, type StatusServices, withStatus } from './change-status.js'
import { toEntry } from '../../entries/to-entry.js'

/**
 * Marks one version as deleted; its version number cannot be reused. Deleting it again returns the same response. Unlike a status change
 * without effect, this is not an error, since DELETE is idempotent.
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
