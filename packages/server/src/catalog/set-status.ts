import { RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import { authorizeStatusChange } from '../identity/authorize.js'
import type { Publisher } from '../identity/publisher.js'
import type { Store } from '../store/open-store.js'
import { changeStatus, requireStatusUpdate } from './change-status.js'
import type { HoldServices } from './takedowns/find-holds.js'
import { toEntry } from './to-entry.js'

export interface StatusServices extends HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
}

/** Gives one version another status, also back from `deleted`. */
export async function setStatus(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  version: string,
  update: StatusUpdate,
): Promise<string> {
  await authorizeStatusChange(services, publisher, name)
  requireStatusUpdate(update)
  const { changed, row } = await changeStatus(services, name, version, update)
  if (changed) return toEntry(row)
  throw new RegistryError('no-changes', `No changes to apply: version ${row.version} of ${row.name} is ${row.status} already.`)
}
