import { LRUCache } from 'lru-cache'
import type { ChangeLog } from './change-log.js'
import { compareKeys, covers, type EntryKey, type KeyRange, START } from '../entries/key-range.js'

/** An entry as it is sent, and what it is filed under. */
export interface KeyedEntry extends EntryKey {
  readonly bytes: Buffer
}

/** Entries that follow one another. */
export interface FoundEntries {
  readonly keys: readonly EntryKey[]
  /** The first of them as they are sent, in pieces that commas have to go between: one copy of a piece is one copy of many entries. */
  readonly first: (count: number) => Buffer[]
}

/** All entries of one kind of list between two keys. */
interface Segment {
  readonly kind: string
  readonly after: EntryKey
  /** Undefined when it goes to the end. */
  readonly through: EntryKey | undefined
  readonly keys: readonly EntryKey[]
  /** The entries, with a comma between each two. */
  readonly bytes: Buffer
  /** Where in the bytes each entry ends. */
  readonly ends: readonly number[]
  /** The position of the change log up to which it is known to be true. */
  trueAt: number
}

const COMMA = Buffer.from(',')
// Bookkeeping of one entry: its key and the objects around it, roughly.
const ENTRY_OVERHEAD_BYTES = 200

/**
 * The entries that pages were made of, so that pages with other ends are made of them, too. Pages are cut by count: one new entry moves
 * the end of every page behind it, and a crowd that walks the list would find none of them in the cache of answers.
 */
export class EntryCache {
  readonly #changes: ChangeLog
  readonly #maxBytes: number
  /** By kind of list: disjoint and in order. */
  readonly #lists = new Map<string, Segment[]>()
  readonly #used: LRUCache<Segment, true>

  constructor({ changes, maxBytes }: { readonly changes: ChangeLog; readonly maxBytes: number }) {
    this.#changes = changes
    this.#maxBytes = maxBytes
    this.#used = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: (_, segment) => toSize(segment),
      dispose: (_, segment, reason) => {
        if (reason === 'evict') this.#remove(segment)
      },
    })
  }

  /** Where the change log stands: to be asked for before the entries are read, and given to `keep`. */
  get position(): number {
    return this.#changes.position
  }

  get bytes(): number {
    return this.#used.calculatedSize
  }

  /** The next entries behind a key, fewer than wanted at the end of the list; undefined unless all are here and true at this moment. */
  find(kind: string, after: EntryKey = START, wanted: number): FoundEntries | undefined {
    const segments = this.#lists.get(kind) ?? []
    const keys: EntryKey[] = []
    const runs: Run[] = []
    let from = after
    for (let index = findLastIndex(segments, from); ; index++) {
      const segment = segments[index]
      if (segment === undefined || !holds(segment, from)) return undefined
      const first = countThrough(segment.keys, from)
      const behind = Math.min(segment.keys.length, first + wanted - keys.length)
      const last = behind < segment.keys.length ? segment.keys[behind - 1] : segment.through
      if (!this.#isTrue(segment, { after: from, ...(last && { through: last }) })) return undefined
      this.#used.get(segment)
      keys.push(...segment.keys.slice(first, behind))
      runs.push({ segment, first, behind })
      if (keys.length === wanted || segment.through === undefined) return { keys, first: (count) => cutRuns(runs, count) }
      from = segment.through
    }
  }

  /** Keeps the entries behind a key, as the database had them at that position or later; `isEnd` when there are none behind them. */
  keep(
    kind: string,
    after: EntryKey = START,
    entries: readonly KeyedEntry[],
    { isEnd, position }: { readonly isEnd: boolean; readonly position: number },
  ): void {
    const last = entries.at(-1)
    if (last === undefined && !isEnd) return
    // What is larger than a tenth of all would push out more than it saves.
    const size = entries.reduce((sum, { bytes }) => sum + bytes.length + ENTRY_OVERHEAD_BYTES, 0)
    if (size > this.#maxBytes / 10) return
    const segment = toSegment(kind, { after, through: isEnd ? undefined : last }, entries, position)
    const segments = this.#lists.get(kind) ?? []
    this.#lists.set(kind, segments)
    const first = Math.max(0, findLastIndex(segments, after))
    const behind = segments.findIndex((other, index) => index >= first && isBehind(other, segment))
    const covered = segments.slice(first, behind === -1 ? segments.length : behind)
    const pieces = [...covered.flatMap((other) => trim(other, segment)), segment].sort((a, b) => compareKeys(a.after, b.after))
    segments.splice(first, covered.length, ...pieces)
    for (const other of covered) this.#used.delete(other)
    for (const piece of pieces) this.#used.set(piece, true)
  }

  /**
   * Brings what is in memory up to the last change in the log: the entry is now in these lists and in no other. What was true before the
   * change stays true; what was not stays so.
   */
  apply(entry: KeyedEntry, lists: ReadonlySet<string>): void {
    const { position } = this.#changes
    for (const [kind, segments] of this.#lists) {
      const index = findCovering(segments, entry)
      const segment = segments[index]
      if (segment === undefined || this.#changes.hasChanged([toRange(segment)], segment.trueAt, position - 1)) continue
      const changed = replaceEntry(segment, entry, { isListed: lists.has(kind), trueAt: position })
      segments[index] = changed
      this.#used.delete(segment)
      this.#used.set(changed, true)
    }
  }

  /** Whether a part of a segment is true, which it may be when the whole is not. */
  #isTrue(segment: Segment, part: KeyRange): boolean {
    if (this.#changes.hasChanged([toRange(segment)], segment.trueAt)) return !this.#changes.hasChanged([part], segment.trueAt)
    segment.trueAt = this.#changes.position
    return true
  }

  #remove(segment: Segment): void {
    const segments = this.#lists.get(segment.kind)
    const index = segments?.indexOf(segment) ?? -1
    if (index !== -1) segments?.splice(index, 1)
  }
}

function toSegment(
  kind: string,
  { after, through }: Pick<Segment, 'after' | 'through'>,
  entries: readonly KeyedEntry[],
  trueAt: number,
): Segment {
  let end = 0
  return {
    kind,
    after: { name: after.name, version: after.version },
    through: through && { name: through.name, version: through.version },
    keys: entries.map(({ name, version }) => ({ name, version })),
    bytes: Buffer.concat(entries.flatMap(({ bytes }, nth) => (nth === 0 ? [bytes] : [COMMA, bytes]))),
    ends: entries.map(({ bytes }, nth) => (end += bytes.length + (nth === 0 ? 0 : COMMA.length))),
    trueAt,
  }
}

/** The bytes of the entries from one to before another, commas between them included. */
function toBytes({ bytes, ends }: Segment, from: number, to: number): Buffer {
  return bytes.subarray(from === 0 ? 0 : (ends[from - 1] ?? 0) + COMMA.length, ends[to - 1])
}

/** Some of the entries of a segment. */
interface Run {
  readonly segment: Segment
  readonly first: number
  readonly behind: number
}

function cutRuns(runs: readonly Run[], count: number): Buffer[] {
  let left = count
  return runs.flatMap(({ segment, first, behind }) => {
    const taken = Math.min(left, behind - first)
    left -= taken
    return taken === 0 ? [] : [toBytes(segment, first, first + taken)]
  })
}

/** What is left of a segment before and behind another one that takes its place. */
function trim(segment: Segment, { after, through }: Segment): Segment[] {
  const parts: Segment[] = []
  if (compareKeys(segment.after, after) < 0) {
    const isShort = segment.through !== undefined && compareKeys(segment.through, after) <= 0
    parts.push(isShort ? segment : toPart(segment, segment.after, after))
  }
  const isLonger = through && (segment.through === undefined || compareKeys(segment.through, through) > 0)
  if (isLonger) parts.push(toPart(segment, through, segment.through))
  return parts
}

/** The part of a segment between two keys; with bytes of its own, so that those of the rest can go. */
function toPart(segment: Segment, after: EntryKey, through: EntryKey | undefined): Segment {
  const from = countThrough(segment.keys, after)
  const to = through === undefined ? segment.keys.length : countThrough(segment.keys, through)
  return toSegment(segment.kind, { after, through }, listEntries(segment, from, to), segment.trueAt)
}

/** The segment with the entry in its place, or without it. */
function replaceEntry(
  segment: Segment,
  entry: KeyedEntry,
  { isListed, trueAt }: { readonly isListed: boolean; readonly trueAt: number },
): Segment {
  const behind = countThrough(segment.keys, entry)
  const last = segment.keys[behind - 1]
  const before = last !== undefined && compareKeys(last, entry) === 0 ? behind - 1 : behind
  const entries = [
    ...listEntries(segment, 0, before),
    ...(isListed ? [entry] : []),
    ...listEntries(segment, behind, segment.keys.length),
  ]
  return toSegment(segment.kind, segment, entries, trueAt)
}

function listEntries(segment: Segment, from: number, to: number): KeyedEntry[] {
  return segment.keys.slice(from, to).map((key, nth) => ({ ...key, bytes: toBytes(segment, from + nth, from + nth + 1) }))
}

function toSize({ bytes, keys }: Segment): number {
  return bytes.length + (keys.length + 1) * ENTRY_OVERHEAD_BYTES
}

function toRange({ after, through }: Segment): KeyRange {
  return { after, ...(through && { through }) }
}

/** Whether the entry that comes next behind the key belongs to the segment. */
function holds({ after, through }: Segment, key: EntryKey): boolean {
  return compareKeys(after, key) <= 0 && (through === undefined || compareKeys(key, through) < 0)
}

function isBehind(segment: Segment, { through }: Segment): boolean {
  return through !== undefined && compareKeys(segment.after, through) >= 0
}

/** The index of the last segment that does not begin behind the key; -1 when there is none. */
function findLastIndex(segments: readonly Segment[], key: EntryKey): number {
  return (
    countWhile(segments.length, (nth) => {
      const segment = segments[nth]
      return segment !== undefined && compareKeys(segment.after, key) <= 0
    }) - 1
  )
}

/** The index of the segment whose range has the key; -1 when there is none. */
function findCovering(segments: readonly Segment[], key: EntryKey): number {
  // The last one that begins before the key: one that begins at it does not have it.
  const index =
    countWhile(segments.length, (nth) => {
      const segment = segments[nth]
      return segment !== undefined && compareKeys(segment.after, key) < 0
    }) - 1
  const segment = segments[index]
  return segment !== undefined && covers(toRange(segment), key) ? index : -1
}

/** How many keys are at or before the key. */
function countThrough(keys: readonly EntryKey[], key: EntryKey): number {
  return countWhile(keys.length, (nth) => {
    const each = keys[nth]
    return each !== undefined && compareKeys(each, key) <= 0
  })
}

/** How many of the first numbers pass a test that holds for all up to some number and for none from there. */
function countWhile(length: number, passes: (nth: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (passes(middle)) low = middle + 1
    else high = middle
  }
  return low
}
