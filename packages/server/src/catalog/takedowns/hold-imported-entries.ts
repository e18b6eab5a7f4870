import { foldServerName } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import type { EntryNote } from '../entry-note.js'
import type { ReadEntry } from '../imported-entry.js'
import { toKeyText } from '../server-versions.js'
import { findHolds, type Hold, type HoldServices } from './find-holds.js'
import { rememberOwnStatuses } from './settle-takedowns.js'

export interface HeldEntries {
  /** What may be written, held entries as readers are to see them. */
  readonly entries: readonly ReadEntry[]
  readonly refused: readonly EntryNote[]
  /** Keeps what the upstream says of the held ones among the entries that were written, for when they are shown again. */
  remember(written: readonly ReadEntry[]): Promise<void>
}

/**
 * Has an import respect takedowns and denials: a held version that is here stays hidden, whatever its upstream says, and one that is not
 * does not come in. Called within the transaction that writes the entries, after it has locked the catalog.
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
  const originals = new Map<ReadEntry, ReadEntry>()
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
    originals.set(covered, read)
    return [covered]
  })
  return {
    entries: kept,
    refused,
    remember: (written) =>
      rememberOwnStatuses(
        tx,
        written.flatMap((covered) => {
          const read = originals.get(covered)
          return read === undefined ? [] : [toOwnStatus(read)]
        }),
      ),
  }
}

/** Why an import leaves out what is held. */
export function toHoldNote({ kind, what }: Hold): Pick<EntryNote, 'reason' | 'deniedNamespace'> {
  if (kind !== 'namespace') return { reason: `${what} was taken down here.` }
  return { reason: `This registry denies the namespace ${what} and all below it.`, deniedNamespace: what }
}

/** The entry as it is shown while it is held. */
function cover(read: ReadEntry, { kind, message }: Hold, row: VersionsTable): ReadEntry {
  return {
    ...read,
    status: 'deleted',
    statusMessage: message,
    statusChangedAt: { text: row.status_changed_at, value: row.status_changed_at },
    // A version that is hidden alone leaves the flag to those that are shown.
    isLatest: kind === 'version' ? false : read.isLatest,
  }
}

function toOwnStatus({ entry, status, statusMessage }: ReadEntry): Parameters<typeof rememberOwnStatuses>[1][number] {
  return {
    name: entry.name,
    version: entry.version,
    folded_name: foldServerName(entry.name),
    status,
    status_message: statusMessage?.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD') ?? null,
  }
}
