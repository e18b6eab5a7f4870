import { MAX_STATUS_MESSAGE_LENGTH, RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import { type Attempt, recordDone } from '../../audit/audit-log.js'
import { authorizeAgain, toStatusAction } from '../../identity/authorize.js'
import type { Publisher } from '../../identity/publisher.js'
import type { Clock } from '../../clock.js'
import type { VersionsTable } from '../../store/database.js'
import type { Store } from '../../store/open-store.js'
import { recomputeLatest, writePendingRows } from '../rows/pending-rows.js'
import { lockServers } from '../rows/locks.js'
import { requireCanonicalName, versionNotFound } from '../rows/missing.js'
import { requireExactVersion } from '../versions/require-exact-version.js'
import { listRows } from '../rows/server-versions.js'
import { type HoldServices, requireNotHeld } from '../takedowns/find-holds.js'

/** Refuses an update that is invalid for every version. */
export function requireStatusUpdate({ status, statusMessage }: StatusUpdate): void {
  if (!statusMessage) return
  const refuse = (reason: string) => new RegistryError('rule-violated', reason)
  if (status === 'active') throw refuse('An active version has no status message. Omit statusMessage.')
  if (Array.from(statusMessage).length > MAX_STATUS_MESSAGE_LENGTH)
    throw refuse(`A status message has at most ${MAX_STATUS_MESSAGE_LENGTH} characters.`)
  if (/\0|\p{Surrogate}/u.test(statusMessage)) throw refuse('The status message contains U+0000 or an unpaired surrogate.')
}

export interface StatusServices extends HoldServices {
  readonly store: Store
  readonly clock: Clock
}

export interface StatusChange {
  readonly publisher: Publisher
  readonly name: string
  readonly version: string
  readonly attempt: Attempt | undefined
  /** Returns the new row, or undefined to leave it unchanged. Throws to refuse. */
  readonly change: (row: VersionsTable) => VersionsTable | undefined
}

export async function changeStatus(
  services: StatusServices,
  { publisher, name, version, attempt, change }: StatusChange,
): Promise<VersionsTable> {
  requireExactVersion(version)
  const { store, clock } = services
  const spelling = await requireCanonicalName(store.db, name)
  if (version.includes('\0')) throw await versionNotFound(store.db, spelling, version)
  return store.transaction(async (tx) => {
    await lockServers(tx, [spelling])
    const [before] = await listRows(tx, spelling, [version])
    if (!before) throw await versionNotFound(tx, spelling, version)
    await authorizeAgain(tx, publisher, toStatusAction(publisher, name), name)
    const row = change(before)
    await recordDone(tx, clock, attempt)
    if (!row) return before
    await requireNotHeld(tx, services, [row])
    const pending = await recomputeLatest(tx, spelling, [{ kind: 'status-changed', row }])
    const [after] = await writePendingRows(tx, pending, clock.now())
    if (!after) throw new Error('nothing was written')
    return after
  })
}

/** The row with the status and message of the update; undefined if neither changes. An update without a message removes the stored one. */
export function withStatus(row: VersionsTable, { status, statusMessage }: StatusUpdate): VersionsTable | undefined {
  const status_message = statusMessage === undefined || statusMessage === '' ? null : statusMessage
  if (status === row.status && status_message === row.status_message) return undefined
  return { ...row, status, status_message }
}
