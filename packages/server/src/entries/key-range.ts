/** The key of an entry. Entries are in byte order of name, then version. */
export interface EntryKey {
  readonly name: string
  readonly version: string
}

/** Sorts before every key. */
export const START: EntryKey = { name: '', version: '' }

/** The keys after `after`, up to and including `through`; an absent end is unbounded. */
export interface KeyRange {
  readonly after?: EntryKey
  readonly through?: EntryKey
}

/** Whether the key lies in the range. */
export function covers({ after, through }: KeyRange, key: EntryKey): boolean {
  return (after === undefined || compareKeys(key, after) > 0) && (through === undefined || compareKeys(key, through) <= 0)
}

/** Every key of one name. */
export function toNameRange(name: string): KeyRange {
  // No published version is empty, so the empty version sorts before all versions of a name, and the first longer name after them.
  return { after: { name, version: '' }, through: { name: `${name}\0`, version: '' } }
}

/** Compares keys in the order of the database: bytes of the name, then bytes of the version. */
export function compareKeys(a: EntryKey, b: EntryKey): number {
  return compareBytes(a.name, b.name) || compareBytes(a.version, b.version)
}

/** Compares two texts by their UTF-8 bytes. For surrogate pairs, this differs from the order of JavaScript. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left === right) continue
    const leftIsSurrogate = isSurrogate(left)
    if (leftIsSurrogate !== isSurrogate(right)) {
      // A surrogate pair encodes a code point above every single code unit.
      if (leftIsSurrogate) return 1
      return -1
    }
    return left - right
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
