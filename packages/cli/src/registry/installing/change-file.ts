import type { ClientWriter } from '@mcp-registry/client'
import type { Result } from '@mcp-registry/contract'
import { applyUndo, toUndo, type Undo } from './undo.js'

/** An entry that was added to a file, with the writer of its client. */
export interface PlacedEntry {
  readonly key: string
  readonly client: ClientWriter
}

/** The text of a file, undefined if there is none, and what is known about its past. */
export interface FileState {
  readonly text: string | undefined
  /** The entries that were added to the text before, in this order. */
  readonly placed: readonly PlacedEntry[]
  readonly undo: Undo | undefined
}

/** A change of one entry. `after` is the text of the file in which only this entry was added or edited. */
export type EntryChange = PlacedEntry & ({ readonly kind: 'put'; readonly after: string } | { readonly kind: 'remove' })

/**
 * Changes one entry of a file. As long as nobody else changed how the placed entries are written, the new text is what adding them to the
 * text before gives, so that removing the last of them restores it byte by byte. Otherwise, only the entry is edited.
 */
export function changeFile(state: FileState, change: EntryChange): Result<FileState> {
  const { text } = state
  const { key: changed, client: writer } = change
  const direct = change.kind === 'put' ? { ok: true as const, value: change.after } : writer.remove(text, changed)
  if (!direct.ok) return direct
  const present = state.placed.filter(({ key, client }) => contains(client, text, key))
  const rest = removeAll(text, present)
  if (!rest.ok) return rest
  const before = rest.value === undefined ? undefined : applyUndo(rest.value, state.undo)
  const isPlaced = present.some(({ key }) => key === changed)
  // An entry that was there before is part of the text before.
  const isOlder = !isPlaced && contains(writer, text, changed)
  const base = isOlder ? follow(before, change, direct.value) : { ok: true as const, value: before }
  if (!base.ok) return base
  const placed = toPlaced(present, change, isOlder)
  const isUntouched = isSame(replay(before, present, text), text)
  const next = isUntouched
    ? replay(base.value, placed, direct.value)
    : { ok: true as const, value: placed.length === 0 && !isOlder ? base.value : direct.value }
  if (!next.ok) return next
  const left = removeAll(next.value, placed)
  if (!left.ok) return left
  return {
    ok: true,
    value: { text: next.value, placed, undo: left.value === undefined ? undefined : toUndo(left.value, base.value) },
  }
}

/** Makes the same change to the text before. */
function follow(before: string | undefined, { kind, key, client }: EntryChange, direct: string): Result<string | undefined> {
  return kind === 'remove' ? client.remove(before, key) : replay(before, [{ key, client }], direct)
}

function toPlaced(present: readonly PlacedEntry[], change: EntryChange, isOlder: boolean): readonly PlacedEntry[] {
  const { kind, key, client } = change
  if (kind === 'remove') return present.filter((entry) => entry.key !== key)
  if (isOlder) return present
  return present.some((entry) => entry.key === key)
    ? present.map((entry) => (entry.key === key ? { key, client } : entry))
    : [...present, { key, client }]
}

function contains(client: ClientWriter, text: string | undefined, key: string): boolean {
  const part = client.findPart(text, key)
  return part.ok && part.value !== undefined
}

/** Adds entries to a text as another text has them. */
function replay(
  base: string | undefined,
  placed: readonly PlacedEntry[],
  source: string | undefined,
): Result<string | undefined> {
  let text = base
  for (const { key, client } of placed) {
    const part = client.findPart(source, key)
    if (!part.ok) return part
    if (part.value === undefined) continue
    const set = client.setPart(text, key, part.value)
    if (!set.ok) return set
    text = set.value
  }
  return { ok: true, value: text }
}

/** Removes the placed entries, the last one first. */
function removeAll(text: string | undefined, placed: readonly PlacedEntry[]): Result<string | undefined> {
  let rest = text
  for (const { key, client } of placed.toReversed()) {
    const removed = client.remove(rest, key)
    if (!removed.ok) return removed
    rest = removed.value
  }
  return { ok: true, value: rest }
}

function isSame(result: Result<string | undefined>, text: string | undefined): boolean {
  return result.ok && result.value === text
}
