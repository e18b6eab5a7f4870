import { RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import { authorizeStatusChange } from '../identity/authorize.js'
import type { Publisher } from '../identity/publisher.js'
import { lockRows, requireStatusUpdate, settle, withStatus } from './change-status.js'
import { type Draft, writeDrafts } from './drafts.js'
import { requireSpelling } from './missing.js'
import { listSummaries } from './server-versions.js'
import type { StatusServices } from './set-status.js'
import { requireNotHeld } from './takedowns/find-holds.js'
import { toEntry } from './to-entry.js'

/** Gives every version of a server another status, or none of them. The answer lists those that changed. */
export async function setAllStatuses(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  update: StatusUpdate,
): Promise<string> {
  const { store, clock } = services
  await authorizeStatusChange(services, publisher, name)
  requireStatusUpdate(update)
  const spelling = await requireSpelling(store.db, name)
  return store.transaction(async (tx) => {
    await lockRows(tx, spelling, [])
    const versions = (await listSummaries(tx, spelling)).filter((summary) => summary.name === spelling)
    const rows = await lockRows(
      tx,
      spelling,
      versions.map(({ version }) => version),
    )
    const changing = rows.map((row) => withStatus(row, update)).filter((row) => row !== undefined)
    if (changing.length === 0) {
      throw new RegistryError('no-changes', `No changes to apply: every version of ${spelling} is ${update.status} already.`)
    }
    await requireNotHeld(tx, services, changing)
    const drafts = await settle(
      tx,
      spelling,
      changing.map((row): Draft => ({ kind: 'status-changed', row })),
    )
    const written = await writeDrafts(tx, drafts, clock.now())
    const entries = written.slice(0, changing.length).map((row) => toEntry(row))
    return `{"updatedCount":${entries.length},"servers":[${entries.join(',')}]}`
  })
}
