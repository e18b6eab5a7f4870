import { expect, test } from 'vitest'
import { listBounds } from '../scripts/src/bounds/list-bounds.js'

test('every collection, event emitter and regular expression is listed with its limit, its error handler or its input', () => {
  const { collections, emitters, regExps, faults } = listBounds()
  expect(faults).toEqual([])
  for (const found of [collections, emitters, regExps]) expect(found.length).toBeGreaterThan(30)
})
