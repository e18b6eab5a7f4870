import { MAX_STATUS_MESSAGE_LENGTH, RegistryError, type StatusUpdate } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import { type Draft, settleLatest, writeDrafts } from './drafts.js'
import { lockServer } from './locks.js'
import { requireSpelling, toMissingVersion } from './missing.js'
import { listRemoteUrls, requireFreeRemoteUrls } from './remote-urls.js'
import { listRows, listSummaries } from './server-versions.js'
import type { StatusServices } from './set-status.js'
import { requireNotHeld } from './takedowns/find-holds.js'

/** Refuses an update that no version can take. */
export function requireStatusUpdate({ status, statusMessage }: StatusUpdate): void {
  if (!statusMessage) return
  const refuse = (reason: string) => new RegistryError('rule-violated', reason)
  if (status === 'active') throw refuse('An active version has no status message. Leave statusMessage out.')
  if (Array.from(statusMessage).length > MAX_STATUS_MESSAGE_LENGTH)
    throw refuse(`A status message has at most ${MAX_STATUS_MESSAGE_LENGTH} characters.`)
  if (/\0|\p{Surrogate}/u.test(statusMessage)) throw refuse('The status message holds a character that is not text.')
}

/** `latest` names another version tomorrow, so nothing is written to it. */
export function requireExactVersion(version: string): void {
  if (version !== 'latest') return
  throw new RegistryError('rule-violated', '"latest" is not a version that can be changed. Name the exact version.')
}

export async function changeStatus(
  services: StatusServices,
  name: string,
  version: string,
  update: StatusUpdate,
): Promise<{ changed: boolean; row: VersionsTable }> {
  requireExactVersion(version)
  const { store, clock } = services
  const spelling = await requireSpelling(store.db, name)
  if (version.includes('\0')) throw await toMissingVersion(store.db, spelling, version)
  return store.transaction(async (tx) => {
    const [before] = await lockRows(tx, spelling, [version])
    if (!before) throw await toMissingVersion(tx, spelling, version)
    const row = withStatus(before, update)
    if (!row) return { changed: false, row: before }
    await requireNotHeld(tx, services, [row])
    const drafts = await settle(tx, spelling, [{ kind: 'status-changed', row }])
    const [after] = await writeDrafts(tx, drafts, clock.now())
    if (!after) throw new Error('nothing was written')
    return { changed: true, row: after }
  })
}

/** The rows of these versions, after every other writer of the server and of their remote URLs is done. */
export async function lockRows(
  tx: Transaction<Database>,
  name: string,
  versions: readonly string[],
  moreUrls: readonly string[] = [],
): Promise<VersionsTable[]> {
  // The URLs to lock are in rows that may change until the lock is there; they then belong to this server in both states.
  const urls = (await listRows(tx, name, versions)).flatMap((row) => listRemoteUrls(JSON.parse(row.document)))
  await lockServer(tx, name, [...new Set([...urls, ...moreUrls])])
  return listRows(tx, name, versions)
}

/** The row with the status of the update; undefined when it has it already. Without a message, an unchanged status keeps its own. */
export function withStatus(row: VersionsTable, { status, statusMessage }: StatusUpdate): VersionsTable | undefined {
  const message = statusMessage === undefined || statusMessage === '' ? undefined : statusMessage
  const status_message = message ?? (status === row.status ? row.status_message : null)
  if (status === row.status && status_message === row.status_message) return undefined
  return { ...row, status, status_message }
}

/**
 * Settles the latest version and refuses when a version that the request makes the active latest one has a remote URL that another
 * server took meanwhile. A version that only moves up because the one above it was deleted keeps its URLs: the deletion must not fail
 * for what somebody else published.
 */
export async function settle(tx: Transaction<Database>, name: string, drafts: readonly Draft[]): Promise<Draft[]> {
  const summaries = (await listSummaries(tx, name)).filter((summary) => summary.name === name)
  const settled = await settleLatest(tx, summaries, drafts)
  for (const { row, kind } of settled) {
    if (kind === 'latest-changed' || !row.is_latest || row.status !== 'active') continue
    await requireFreeRemoteUrls(tx, name, listRemoteUrls(JSON.parse(row.document)))
  }
  return settled
}
