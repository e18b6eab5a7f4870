import { RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import { type Attempt, recordDone } from '../../audit/audit-log.js'
import { authorize, authorizeAgain, toStatusAction } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import { requireStatusUpdate, type StatusServices, withStatus } from './change-status.js'
import { type PendingRow, recomputeLatest, writePendingRows } from '../rows/pending-rows.js'
import { lockServers } from '../rows/locks.js'
import { requireCanonicalName } from '../rows/missing.js'
import { listRows, listSummaries, toKeyText } from '../rows/server-versions.js'
import { findHolds, toHoldRefusal } from '../takedowns/find-holds.js'
import { toEntry } from '../../entries/to-entry.js'

/** Sets the status of all versions of a server, or of none. The response lists the versions that changed. */
export async function setAllStatuses(
  services: StatusServices,
  publisher: Publisher,
  name: string,
  update: StatusUpdate,
  attempt?: Attempt,
): Promise<string> {
  const { store, clock } = services
  const action = toStatusAction(publisher, name)
  await authorize(services, publisher, action, name)
  requireStatusUpdate(update)
  const spelling = await requireCanonicalName(store.db, name)
  return store.transaction(async (tx) => {
    await lockServers(tx, [spelling])
    await authorizeAgain(tx, publisher, action, name)
    const versions = await listSummaries(tx, spelling)
    const rows = await listRows(
      tx,
      spelling,
      versions.map(({ version }) => version),
    )
    const holds = await findHolds(tx, services, rows)
    // Held versions that already have the status keep the message of their takedown.
    const open = rows.filter((row) => row.status !== update.status || !holds.has(toKeyText(row)))
    const changing = open.map((row) => withStatus(row, update)).filter((row) => row !== undefined)
    if (changing.length === 0) {
      throw new RegistryError('no-changes', `No changes to apply: every version of ${spelling} is ${update.status} already.`)
    }
    const [hold] = changing.flatMap((row) => holds.get(toKeyText(row)) ?? [])
    if (hold) throw toHoldRefusal(hold)
    await recordDone(tx, clock, attempt)
    const pending = await recomputeLatest(
      tx,
      spelling,
      changing.map((row): PendingRow => ({ kind: 'status-changed', row })),
    )
    const written = await writePendingRows(tx, pending, clock.now())
    const entries = written.slice(0, changing.length).map((row) => toEntry(row))
    return `{"updatedCount":${entries.length},"servers":[${entries.join(',')}]}`
  })
}
