import { LRUCache } from 'lru-cache'
import type { ChangeLog } from './change-log.js'
import { compareKeys, covers, type EntryKey, type KeyRange, START } from '../entries/key-range.js'

/** An entry in wire form, and its key. */
export interface KeyedEntry extends EntryKey {
  readonly bytes: Buffer
}

/** Consecutive entries of a list. */
export interface FoundEntries {
  readonly keys: readonly EntryKey[]
  /**
   * The first `count` entries in wire form, in pieces that are to be separated by commas. Copying one piece copies many entries at once.
   */
  readonly first: (count: number) => Buffer[]
}

/** All entries of one kind of list between two keys. */
interface Segment {
  readonly kind: string
  readonly after: EntryKey
  /** Undefined if the segment extends to the end of the list. */
  readonly through: EntryKey | undefined
  readonly keys: readonly EntryKey[]
  /** The entries, separated by commas. */
  readonly bytes: Buffer
  /** The offset in `bytes` at which each entry ends. */
  readonly ends: readonly number[]
  /** The position of the change log up to which the segment is known to be current. */
  trueAt: number
}

const COMMA = Buffer.from(',')
// Approximate overhead per entry: its key and the objects around it.
const ENTRY_OVERHEAD_BYTES = 200

/**
 * The entries from which pages were built, so that pages with other boundaries can be built from them. Pages are cut by count: one new
 * entry shifts the boundaries of all later pages, and clients that walk the list would find none of them in the response cache.
 */
export class EntryCache {
  readonly #changes: ChangeLog
  readonly #maxBytes: number
  /** By kind of list. The segments are disjoint and in order. */
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

  /** The position of the change log. Read it before reading the entries, and pass it to `keep`. */
  get position(): number {
    return this.#changes.position
  }

  get bytes(): number {
    return this.#used.calculatedSize
  }

  /**
   * Returns the next entries after a key, fewer than requested at the end of the list; undefined unless all of them are cached and current.
   */
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

  /** Caches the entries after a key, as the database had them at `position` or later. `isEnd` means that no entries follow. */
  keep(
    kind: string,
    after: EntryKey = START,
    entries: readonly KeyedEntry[],
    { isEnd, position }: { readonly isEnd: boolean; readonly position: number },
  ): void {
    const last = entries.at(-1)
    if (last === undefined && !isEnd) return
    // A segment larger than a tenth of the cache would evict more than it saves.
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
   * Applies the last change in the log to the cached segments: the entry now belongs to these lists and to no others. Segments that were
   * current before the change stay current; stale ones stay stale.
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

  /** Whether a part of a segment is current, which it may be even if the whole segment is not. */
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

/** The bytes of the entries from index `from` up to, but not including, `to`, with the commas between them. */
function toBytes({ bytes, ends }: Segment, from: number, to: number): Buffer {
  return bytes.subarray(from === 0 ? 0 : (ends[from - 1] ?? 0) + COMMA.length, ends[to - 1])
}

/** A range of entries of a segment. */
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

/** The parts of a segment before and after another one that replaces the middle. */
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

/** The part of a segment between two keys. Its bytes are copied, so that those of the rest can be garbage-collected. */
function toPart(segment: Segment, after: EntryKey, through: EntryKey | undefined): Segment {
  const from = countThrough(segment.keys, after)
  const to = through === undefined ? segment.keys.length : countThrough(segment.keys, through)
  return toSegment(segment.kind, { after, through }, listEntries(segment, from, to), segment.trueAt)
}

/** A copy of the segment with the entry inserted, replaced or removed. */
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

/** Whether the entry that follows the key belongs to the segment. */
function holds({ after, through }: Segment, key: EntryKey): boolean {
  return compareKeys(after, key) <= 0 && (through === undefined || compareKeys(key, through) < 0)
}

function isBehind(segment: Segment, { through }: Segment): boolean {
  return through !== undefined && compareKeys(segment.after, through) >= 0
}

/** The index of the last segment that does not begin after the key; -1 if there is none. */
function findLastIndex(segments: readonly Segment[], key: EntryKey): number {
  return (
    countWhile(segments.length, (nth) => {
      const segment = segments[nth]
      return segment !== undefined && compareKeys(segment.after, key) <= 0
    }) - 1
  )
}

/** The index of the segment whose range contains the key; -1 if there is none. */
function findCovering(segments: readonly Segment[], key: EntryKey): number {
  // The last segment that begins before the key. One that begins at the key does not contain it.
  const index =
    countWhile(segments.length, (nth) => {
      const segment = segments[nth]
      return segment !== undefined && compareKeys(segment.after, key) < 0
    }) - 1
  const segment = segments[index]
  return segment !== undefined && covers(toRange(segment), key) ? index : -1
}

/** The number of keys less than or equal to the key. */
function countThrough(keys: readonly EntryKey[], key: EntryKey): number {
  return countWhile(keys.length, (nth) => {
    const each = keys[nth]
    return each !== undefined && compareKeys(each, key) <= 0
  })
}

/** The length of the prefix of 0..length-1 that passes a monotonic test, by binary search. */
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
