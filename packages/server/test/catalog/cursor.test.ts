import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { decodeCursor, encodeCursor, findCursor } from '../../src/entries/cursor.js'
import { encodeOpaque } from '../../src/entries/opaque-text.js'
import { parseSearchText } from '../../src/entries/search-text.js'

// What the database can hold: no half of a surrogate pair, and no U+0000.
const storable = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ' '))
const search = storable.map(parseSearchText).filter((result) => result.ok)

const filters = fc.record(
  {
    search: search.map(({ value }) => value),
    version: storable,
    updatedSince: fc.constantFrom('2026-01-01T00:00:00.000000Z', '0001-01-01T00:00:00.000000Z'),
    includeDeleted: fc.boolean(),
    asOf: fc.nat(),
  },
  { requiredKeys: [] },
)

test('a cursor consists of unreserved characters and comes back as it was, whatever the version', () => {
  const cursors = fc.record({ name: storable, version: storable, filters })
  fc.assert(
    fc.property(cursors, (cursor) => {
      const text = encodeCursor(cursor)
      expect(text).toMatch(/^[A-Za-z0-9_.~-]+$/)
      expect(decodeCursor(text)).toEqual(cursor)
    }),
  )
})

test('the plain form splits at the first colon and carries no filters', () => {
  expect(decodeCursor('com.example/a:1:2 é')).toEqual({ name: 'com.example/a', version: '1:2 é' })
})

test('a text that is not a cursor is refused, and so is a cursor with any character changed', () => {
  for (const text of ['abc', 'a:b', 'AAAA', ':1.0.0', 'a/b:', 'a/b', '%00', 'a/\0:1', `a/${'b'.repeat(2_000)}:1`]) {
    expect(() => decodeCursor(text)).toThrow('was not made by this registry')
  }
  const text = encodeCursor({ name: 'com.example/a', version: '1.0.0', filters: { asOf: 7 } })
  const changed = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('A', 'b', '7', '-', '_', '+', '=', '~'))
  fc.assert(
    fc.property(changed, ([index, character]) => {
      fc.pre(text[index] !== character)
      expect(() => decodeCursor(text.slice(0, index) + character + text.slice(index + 1))).toThrow('was not made')
    }),
  )
})

const NAME = 'com.example/a'

verifies('edge-48', 'a forged cursor with the right checksum and a wrong shape is refused', () => {
  const keys = [
    [null, '1'],
    [NAME, null],
    [NAME, 1],
    [[NAME], '1'],
    ['a\0', '1'],
    [NAME, '\ud800'],
    ['a'.repeat(2_001), '1'],
  ]
  const filtering = [
    [1, null, null, null, null],
    ['a '.repeat(21), null, null, null, null],
    ['a'.repeat(201), null, null, null, null],
    [' a', null, null, null, null],
    [{ a: 1 }, null, null, null, null],
    [null, 5, null, null, null],
    [null, ['latest'], null, null, null],
    [null, null, 'yesterday', null, null],
    [null, null, '2026-01-01T00:00:00Z', null, null],
    [null, null, 1, null, null],
    [null, null, null, 'true', null],
    [null, null, null, 1, null],
    [null, null, null, null, '1'],
    [null, null, null, null, -1],
    [null, null, null, null, 1.5],
    [null, null, null, null, 2 ** 53],
    [null, null, null, null, null, null],
  ]
  const shapes: unknown[] = [
    [],
    {},
    null,
    1,
    'a',
    [true, 5, null, null, null, null, null],
    [NAME],
    [NAME, '1', null, null, null, null],
  ]
  for (const key of keys) shapes.push([...key, null, null, null, null, null])
  for (const filter of filtering) shapes.push([NAME, '1', ...filter])
  for (const shape of shapes) expect(findCursor(encodeOpaque(1, shape)), JSON.stringify(shape)).toBeUndefined()
  fc.assert(
    fc.property(fc.jsonValue(), (shape) => {
      fc.pre(!Array.isArray(shape))
      expect(findCursor(encodeOpaque(1, shape))).toBeUndefined()
    }),
  )
})
