import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listJsonDifferences } from '../src/json/list-json-differences.js'

test('every place that differs is listed once, in the order of the documents', () => {
  const from = { a: 1, list: [1, { b: 2 }, 3], gone: null, 'x.y/z': 1, same: { deep: [0] } }
  const to = { same: { deep: [-0] }, list: [1, { b: 'two' }], a: {}, 'x.y/z': 2, new: [] }
  expect(listJsonDifferences(from, to)).toEqual([
    { kind: 'changed', path: 'a', from: 1, to: {} },
    { kind: 'changed', path: 'list[1].b', from: 2, to: 'two' },
    { kind: 'removed', path: 'list[2]', from: 3 },
    { kind: 'removed', path: 'gone', from: null },
    { kind: 'changed', path: '["x.y/z"]', from: 1, to: 2 },
    { kind: 'added', path: 'new', to: [] },
  ])
  expect(listJsonDifferences(from, to, 2).map(({ path }) => path)).toEqual(['a', 'list[1].b'])
})

test('values of different kinds, and keys of prototypes, are no trap', () => {
  expect(listJsonDifferences([], {})).toEqual([{ kind: 'changed', path: '', from: [], to: {} }])
  expect(listJsonDifferences(null, {})).toMatchObject([{ kind: 'changed' }])
  expect(listJsonDifferences({}, JSON.parse('{"__proto__": 1, "toString": 2}'))).toMatchObject([
    { kind: 'added', to: 1 },
    { kind: 'added', to: 2 },
  ])
})

test('a value does not differ from its copy, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy: unknown = JSON.parse(JSON.stringify(value), (_, item: unknown) =>
        typeof item === 'object' && item !== null && !Array.isArray(item)
          ? Object.fromEntries(Object.entries(item).toReversed())
          : item,
      )
      expect(listJsonDifferences(value, copy)).toEqual([])
    }),
  )
})
