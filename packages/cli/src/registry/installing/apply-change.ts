import type { Context } from '@mcp-registry/publisher/command-line'
import { deleteFile, replaceFile } from '../launching/client-file.js'
import { confirmChange } from '../launching/confirm-change.js'
import { toRefusal } from '../launching/write-entry.js'
import { changeFile, type EntryChange, type FileState } from './change-file.js'
import type { InstalledEntry, InstalledFile } from './install-record.js'
import { findInstalledClient } from './find-installed-client.js'
import { prepareRecord, readRecord, recordFile } from './record.js'

/** What was done to a file. */
export interface AppliedChange {
  readonly file: string
  readonly isChanged: boolean
  /** The copy of the previous file, if it was replaced. */
  readonly backup: string | undefined
  readonly isDeleted: boolean
}

/**
 * Changes one entry in the file of a client, after showing the change and asking for confirmation, and records it. `before` is the text
 * that the change was made for. The file is written first: an entry that is not recorded is found again, a record without it would mislead.
 */
export async function applyChange(
  context: Context,
  file: string,
  before: string | undefined,
  change: EntryChange & { readonly record?: Omit<InstalledEntry, 'isPlaced'> },
  yes: boolean,
): Promise<AppliedChange> {
  const { files } = await readRecord(context.env)
  const known = files.find(({ path }) => path === file) ?? { path: file, entries: [] }
  const next = changeFile(toState(known, before), change)
  if (!next.ok) throw toRefusal(next.errors)
  const after = next.value.text
  const isChanged = after !== before
  if (isChanged) await confirmChange(context, file, before, after, yes)
  await prepareRecord(context.env)
  const { backup, createdFolder } = isChanged ? await write(file, before, after, known.createdFolder) : NOTHING_WRITTEN
  const folder = known.createdFolder ?? createdFolder
  await recordFile(context.env, {
    path: file,
    entries: toEntries(known, next.value, change),
    ...(next.value.undo !== undefined && { undo: next.value.undo }),
    ...(folder !== undefined && { createdFolder: folder }),
  })
  return { file, isChanged, backup, isDeleted: isChanged && after === undefined }
}

const NOTHING_WRITTEN = { backup: undefined, createdFolder: undefined }

async function write(file: string, before: string | undefined, after: string | undefined, createdFolder: string | undefined) {
  if (after !== undefined) return replaceFile(file, before, after, new Date())
  // A file that was not there before has only entries that can be installed again.
  if (before !== undefined) await deleteFile(file, before, createdFolder)
  return NOTHING_WRITTEN
}

function toState({ entries, undo }: InstalledFile, text: string | undefined): FileState {
  const placed = entries.flatMap((entry) => {
    // An entry of a client that this version does not know is part of the rest of the file.
    const client = entry.isPlaced ? findInstalledClient(entry) : undefined
    return client === undefined ? [] : [{ key: entry.key, client }]
  })
  return { text, placed, undo }
}

function toEntries(
  { entries }: InstalledFile,
  { placed }: FileState,
  { kind, key, record }: EntryChange & { readonly record?: Omit<InstalledEntry, 'isPlaced'> },
): readonly InstalledEntry[] {
  const others = entries.filter((entry) => entry.key !== key)
  if (kind === 'remove' || record === undefined) return others
  const entry = { ...record, isPlaced: placed.some((other) => other.key === key) }
  // An update keeps its place: the order of entries is that in which they were added.
  return entries.length === others.length ? [...entries, entry] : entries.map((other) => (other.key === key ? entry : other))
}
