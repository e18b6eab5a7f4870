import { expect, test } from 'vitest'
import { listBounds } from '../scripts/src/bounds/list-bounds.js'

test('every collection has a limit, every event emitter an error handler, and every regular expression a bounded input', () => {
  const { collections, emitters, regExps, faults } = listBounds()
  expect(faults).toEqual([])
  for (const found of [collections, emitters, regExps]) expect(found.length).toBeGreaterThan(30)
})
