import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../src/catalog/cursor.js'

const filters = fc.record(
  {
    search: fc.string(),
    version: fc.string({ unit: 'binary' }),
    updatedSince: fc.string(),
    includeDeleted: fc.boolean(),
    asOf: fc.nat(),
  },
  { requiredKeys: [] },
)

test('a cursor consists of unreserved characters and comes back as it was, whatever the version', () => {
  const cursors = fc.record({ name: fc.string(), version: fc.string({ unit: 'binary' }), filters })
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
  for (const text of ['abc', 'a:b', 'AAAA', ':1.0.0', 'a/b:', 'a/b', '%00', 'a/\0:1']) {
    expect(() => decodeCursor(text)).toThrow('was not made by this registry')
  }
  const text = encodeCursor({ name: 'com.example/a', version: '1.0.0', filters: { search: 'weather' } })
  const changed = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('A', 'b', '7', '-', '_', '+', '=', '~'))
  fc.assert(
    fc.property(changed, ([index, character]) => {
      fc.pre(text[index] !== character)
      expect(() => decodeCursor(text.slice(0, index) + character + text.slice(index + 1))).toThrow('was not made')
    }),
  )
})
