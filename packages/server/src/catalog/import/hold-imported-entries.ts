import { foldServerName } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database, HiddenVersionsTable, VersionsTable } from '../../store/database.js'
import type { EntryNote } from './entry-note.js'
import { type GivenTime, type ReadEntry, toGiven, toStoredMessage, toUpdatedAt } from './imported-entry.js'
import { toKeyText, type VersionKey } from '../rows/server-versions.js'
import { findHolds, type Hold, type HoldServices } from '../takedowns/find-holds.js'
import { rememberOwnStatuses } from '../takedowns/settle-takedowns.js'

export interface HeldEntries {
  /** The entries that may be written; held entries have the form that readers see. */
  readonly entries: readonly ReadEntry[]
  readonly refused: readonly EntryNote[]
  /** The original of a held entry, which readers do not see; undefined if the entry is not held. */
  findOriginal(read: ReadEntry): HeldOriginal | undefined
  /** Stores the upstream's state of the held entries among those written, for when they are shown again. */
  remember(written: readonly ReadEntry[]): Promise<void>
}

export interface HeldOriginal {
  /** The entry as received from its upstream. */
  readonly read: ReadEntry
  /** The state that was stored when the version was hidden; undefined if none has been stored yet. */
  readonly own: HiddenVersionsTable | undefined
}

/**
 * Makes an import respect takedowns and denials: an existing held version stays hidden, whatever its upstream reports, and a new one is
 * refused. Call it within the transaction that writes the entries, after it has locked the catalog.
 */
export async function holdImportedEntries(
  tx: Transaction<Database>,
  services: HoldServices,
  entries: readonly ReadEntry[],
  existing: ReadonlyMap<string, VersionsTable>,
): Promise<HeldEntries> {
  const holds = await findHolds(
    tx,
    services,
    entries.map(({ entry }) => entry),
  )
  const hidden = await listHidden(
    tx,
    entries.flatMap(({ entry }) => (holds.has(toKeyText(entry)) ? [entry] : [])),
  )
  const owns = new Map(hidden.map((row) => [toKeyText(row), row]))
  const originals = new Map<ReadEntry, HeldOriginal>()
  const refused: EntryNote[] = []
  const kept = entries.flatMap((read): ReadEntry[] => {
    const hold = holds.get(toKeyText(read.entry))
    if (hold === undefined) return [read]
    const { name, version } = read.entry
    const row = existing.get(toKeyText(read.entry))
    if (row === undefined) {
      refused.push({ name, version, ...toHoldNote(hold) })
      return []
    }
    const covered = cover(read, hold, row)
    originals.set(covered, { read, own: owns.get(toKeyText(row)) })
    return [covered]
  })
  return {
    entries: kept,
    refused,
    findOriginal: (read) => originals.get(read),
    remember: (written) =>
      rememberOwnStatuses(
        tx,
        written.flatMap((covered) => {
          const original = originals.get(covered)
          const row = existing.get(toKeyText(covered.entry))
          return original === undefined || row === undefined ? [] : [toOwn(original, row)]
        }),
      ),
  }
}

/** Whether the status stored for a held entry is that of its upstream. True if none is stored. */
export function isRemembered({ read, own }: HeldOriginal): boolean {
  return own === undefined || (own.status === read.status && own.status_message === toStoredMessage(read.statusMessage))
}

async function listHidden(tx: Transaction<Database>, keys: readonly VersionKey[]): Promise<HiddenVersionsTable[]> {
  if (keys.length === 0) return []
  const names = keys.map(({ name }) => name)
  const versions = keys.map(({ version }) => version)
  return tx
    .selectFrom('hidden_versions')
    .selectAll()
    .where(sql<boolean>`(name, version) in (select * from unnest(${names}::text[], ${versions}::text[]))`)
    .execute()
}

/** Why an import refuses a held version. */
export function toHoldNote({ kind, what }: Hold): Pick<EntryNote, 'reason' | 'deniedNamespace'> {
  if (kind !== 'namespace') return { reason: `${what} was taken down here.` }
  return { reason: `This registry denies the namespace ${what} and all below it.`, deniedNamespace: what }
}

/** The entry as readers see it while it is held. */
function cover(read: ReadEntry, { kind, message }: Hold, row: VersionsTable): ReadEntry {
  return {
    ...read,
    status: 'deleted',
    statusMessage: message,
    statusChangedAt: toGiven(row.status_changed_at),
    // Never earlier than when the version was hidden: clients that request changes since then must see it.
    updatedAt: isBefore(toUpdatedAt(read), row.updated_at) ? toGiven(row.updated_at) : read.updatedAt,
    // A version that is hidden on its own leaves the flag to the visible versions.
    isLatest: kind === 'version' ? false : read.isLatest,
  }
}

function toOwn({ read, own }: HeldOriginal, row: VersionsTable): HiddenVersionsTable {
  const { name, version } = read.entry
  return {
    name,
    version,
    folded_name: foldServerName(name),
    status: read.status,
    status_message: toStoredMessage(read.statusMessage),
    updated_at: toUpdatedAt(read)?.value ?? own?.updated_at ?? row.updated_at,
  }
}

function isBefore(time: GivenTime | undefined, value: string): boolean {
  return time !== undefined && time.value < value
}
