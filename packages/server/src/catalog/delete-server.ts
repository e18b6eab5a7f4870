import { authorizeStatusChange } from '../identity/authorize.js'
import type { Publisher } from '../identity/publisher.js'
import { changeStatus } from './change-status.js'
import type { StatusServices } from './set-status.js'
import { toEntry } from './to-entry.js'

/**
 * Marks one version as deleted; its number is never free again. Deleting it a second time is the same answer and, unlike a change of
 * status that changes nothing, no error: whoever repeats a DELETE wants to know that it is gone.
 */
export async function deleteServer(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  version: string,
): Promise<string> {
  await authorizeStatusChange(services, publisher, name)
  const { row } = await changeStatus(services, name, version, { status: 'deleted' })
  return toEntry(row)
}
