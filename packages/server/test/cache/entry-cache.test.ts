import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChangeLog } from '../../src/cache/change-log.js'
import { EntryCache, type FoundEntries, type KeyedEntry } from '../../src/cache/entry-cache.js'
import { compareKeys, type EntryKey } from '../../src/entries/key-range.js'

const key = (name: string, version = '1.0.0'): EntryKey => ({ name, version })

function toFound(entries: readonly KeyedEntry[]): FoundEntries {
  return {
    keys: entries.map(({ name, version }) => ({ name, version })),
    first: (count) => entries.slice(0, count).map(({ bytes }) => bytes),
  }
}

/** A line for each entry: its key, and the bytes of all up to it. */
function toLines({ keys, first }: FoundEntries): string[] {
  return keys.map(
    ({ name, version }, nth) =>
      `${name} ${version}: ${first(nth + 1)
        .map(String)
        .join(',')}`,
  )
}

/** A list as the database has it, which is read through the cache as pages are. */
function openList({ maxBytes = 1_000_000, capacity = 64 } = {}) {
  const changes = new ChangeLog(capacity)
  const cache = new EntryCache({ changes, maxBytes })
  const stored = new Map<string, KeyedEntry>()
  let writes = 0
  let reads = 0
  const readAll = () => [...stored.values()].sort(compareKeys)
  const write = (at: EntryKey, isThere = true) => {
    const entry = { ...at, bytes: Buffer.from(`${at.name} ${at.version} é ${writes++}`) }
    if (isThere) stored.set(`${at.name} ${at.version}`, entry)
    else stored.delete(`${at.name} ${at.version}`)
    changes.record(at)
    return () => cache.apply(entry, new Set(isThere ? ['all'] : []))
  }
  const select = (after: EntryKey | undefined, wanted: number) =>
    readAll()
      .filter((entry) => after === undefined || compareKeys(entry, after) > 0)
      .slice(0, wanted)
  const expected = (after: EntryKey | undefined, wanted: number) => toLines(toFound(select(after, wanted)))
  const read = (after: EntryKey | undefined, wanted: number) => {
    const found = cache.find('all', after, wanted)
    if (found) return toLines(found)
    reads++
    const { position } = cache
    const entries = select(after, wanted)
    cache.keep('all', after, entries, { isEnd: entries.length < wanted, position })
    return toLines(toFound(entries))
  }
  return { cache, changes, write, read, expected, reads: () => reads }
}

describe('entry cache', () => {
  test('a page is made of the entries of other pages', () => {
    const { write, read, expected, reads } = openList()
    for (const name of 'abcdefghij') write(key(name))
    read(undefined, 4)
    read(key('d'), 4)
    expect(read(key('b'), 5)).toEqual(expected(key('b'), 5))
    expect(reads()).toBe(2)
  })

  test('after a change only pages over it are read again', () => {
    const { write, read, expected, reads } = openList()
    for (const name of 'abcdefghij') write(key(name))
    for (const after of ['a', 'd', 'g']) read(key(after), 3)
    write(key('bb'))
    expect(read(undefined, 3)).toEqual(expected(undefined, 3))
    expect(reads()).toBe(4)
    // All behind it has moved by one, and is here still.
    expect(read(key('d'), 3)).toEqual(expected(key('d'), 3))
    expect(read(key('e'), 4)).toEqual(expected(key('e'), 4))
    expect(reads()).toBe(4)
  })

  test('a change that is applied makes nothing untrue', () => {
    const { write, read, expected, reads } = openList()
    for (const name of 'abdef') write(key(name))
    for (const after of [undefined, key('b'), key('e')]) read(after, 2)
    const before = reads()
    for (const name of ['c', 'a', 'g']) write(key(name))()
    write(key('e'), false)()
    for (const after of [undefined, key('a'), key('b'), key('f')])
      for (const wanted of [1, 2, 9]) expect(read(after, wanted)).toEqual(expected(after, wanted))
    expect(reads()).toBe(before)
  })

  test('a change that is applied does not make true what an earlier one made untrue', () => {
    const { write, read, expected, reads } = openList()
    for (const name of 'abc') write(key(name))
    read(undefined, 9)
    write(key('a'))
    write(key('b'))()
    expect(read(undefined, 9)).toEqual(expected(undefined, 9))
    expect(reads()).toBe(2)
  })

  test('the end of the list is known', () => {
    const { write, read, reads } = openList()
    write(key('a'))
    expect(read(undefined, 10)).toHaveLength(1)
    expect(read(key('a'), 10)).toEqual([])
    expect(read(key('x'), 10)).toEqual([])
    expect(reads()).toBe(1)
  })

  test('entries that were read before a change are not taken for true after it', () => {
    const { cache, changes } = openList()
    const { position } = cache
    changes.record(key('a'))
    cache.keep('all', undefined, [{ ...key('a'), bytes: Buffer.from('old') }], { isEnd: true, position })
    expect(cache.find('all', undefined, 10)).toBeUndefined()
  })

  test('lists of different kinds are apart', () => {
    const { cache } = openList()
    cache.keep('all', undefined, [{ ...key('a'), bytes: Buffer.from('a') }], { isEnd: true, position: cache.position })
    expect(cache.find('latest', undefined, 10)).toBeUndefined()
  })

  test('it stays within its bytes, and holds nothing with none', () => {
    const { cache, write, read } = openList({ maxBytes: 10_000 })
    for (let nth = 0; nth < 100; nth++) write(key(`name-${nth}`))
    for (let nth = 0; nth < 100; nth++) read(key(`name-${nth}`), 2)
    expect(cache.bytes).toBeLessThanOrEqual(10_000)
    const off = openList({ maxBytes: 0 })
    off.write(key('a'))
    off.read(undefined, 1)
    off.read(undefined, 1)
    expect(off.reads()).toBe(2)
    expect(off.cache.bytes).toBe(0)
  })

  test('whatever is written and read, every page is as the database has it', () => {
    const keys = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      version: fc.constantFrom('1', '2', '3'),
    })
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), at: keys, isThere: fc.boolean(), isApplied: fc.boolean() }),
      fc.record({
        kind: fc.constant('read' as const),
        after: fc.option(keys, { nil: undefined }),
        wanted: fc.integer({ min: 1, max: 8 }),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom(1_000_000, 30_000), (steps, maxBytes) => {
        const list = openList({ maxBytes, capacity: 16 })
        for (const each of steps) {
          if (each.kind === 'write') {
            const apply = list.write(each.at, each.isThere)
            if (each.isApplied) apply()
          } else expect(list.read(each.after, each.wanted)).toEqual(list.expected(each.after, each.wanted))
        }
      }),
      { numRuns: 500 },
    )
  })
})
