import type { EntryPart, Prompt } from '@mcp-registry/client'
import { isRecord } from '@mcp-registry/contract'
import { type ArrayChange, diffArrays } from 'diff'

type Fields = Readonly<Record<string, unknown>>

/**
 * Makes the change from one version of an entry to the next in the entry as it is in a file. What is the same in both versions stays as the
 * user has it, such as secrets, references, and arguments that were added by hand; where the user and the next version changed the same
 * place, the next version counts.
 */
export function mergeParts(previous: EntryPart, present: EntryPart, next: EntryPart): EntryPart {
  const entry = mergeFields(previous.entry, present.entry, next.entry)
  const prompts = mergeFields(byId(previous.prompts), byId(present.prompts), byId(next.prompts))
  return { entry, prompts: Object.values(prompts) as readonly Prompt[] }
}

function byId(prompts: readonly Prompt[]): Fields {
  return Object.fromEntries(prompts.map((prompt) => [prompt.id, prompt]))
}

function mergeFields(previous: Fields, present: Fields, next: Fields): Fields {
  const keys = [...new Set([...Object.keys(present), ...Object.keys(next)])]
  const get = (fields: Fields, key: string) => (Object.hasOwn(fields, key) ? fields[key] : undefined)
  const merged = keys.map((key) => [key, mergeValues(get(previous, key), get(present, key), get(next, key))] as const)
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

function mergeValues(previous: unknown, present: unknown, next: unknown): unknown {
  if (isSame(previous, next)) return present
  if (isSame(previous, present)) return next
  if (isRecord(present) && isRecord(next)) return mergeFields(isRecord(previous) ? previous : {}, present, next)
  if (Array.isArray(previous) && Array.isArray(present) && Array.isArray(next)) return mergeLists(previous, present, next)
  return next
}

/** A run of items of the earlier list that is replaced by others. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly items: readonly unknown[]
}

function mergeLists(previous: readonly unknown[], present: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const theirs = listEdits(previous, next)
  const own = listEdits(previous, present).filter((edit) => !theirs.some((other) => overlap(edit, other)))
  const merged = [...previous]
  for (const { start, end, items } of [...theirs, ...own].toSorted((a, b) => b.start - a.start || b.end - a.end))
    merged.splice(start, end - start, ...items)
  return merged
}

function overlap(a: Edit, b: Edit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}

function listEdits(from: readonly unknown[], to: readonly unknown[]): readonly Edit[] {
  const edits: Edit[] = []
  let at = 0
  let open: { start: number; end: number; items: unknown[] } | undefined
  const changes: ArrayChange<unknown>[] = diffArrays([...from], [...to], { comparator: isSame })
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      if (open !== undefined) edits.push(open)
      open = undefined
      at += value.length
      continue
    }
    open ??= { start: at, end: at, items: [] }
    if (removed) at += value.length
    open.end = at
    if (added) open.items.push(...value)
  }
  return open === undefined ? edits : [...edits, open]
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
