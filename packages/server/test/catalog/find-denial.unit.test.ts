import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDenialLookup } from '../../src/catalog/find-denial.js'
import { findDeniedNamespace } from '../../src/identity/permissions.js'

test('a name is denied by the namespaces by which a publication of it is', () => {
  const label = fc.constantFrom('com', 'Com', 'a', 'b', 'a-b')
  const namespace = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
  const name = fc.tuple(namespace, fc.constantFrom('a', 'b.c')).map((halves) => halves.join('/'))
  fc.assert(
    fc.property(fc.array(namespace, { maxLength: 4 }), name, (denied, each) => {
      expect(createDenialLookup(denied)(each) !== undefined).toBe(findDeniedNamespace(denied, each) !== undefined)
    }),
  )
})

test('names without a slash or with several belong to what stands before the first', () => {
  const findDenial = createDenialLookup(['com.Spam'])
  expect(['com.spam', 'com.spam.x', 'COM.spam.x/a/b', 'com.spam/'].map(findDenial)).toEqual(
    Array.from({ length: 4 }, () => 'com.spam'),
  )
  expect(['com.spamx/a', 'com/spam', 'x/com.spam', '', '.', '/', 'spam/a'].map(findDenial)).toEqual(
    Array.from({ length: 7 }, () => undefined),
  )
})
