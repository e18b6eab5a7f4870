import { editJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('edits change only their field and preserve every other token', () => {
  const text = String.raw`{"a":1.0,"b":[{"c":"\u0041","d":2},{"c":1e2}],"e":{"f":null}}`
  expect(editJson(text, [])).toBe(text)
  expect(editJson(text, [{ kind: 'drop', path: ['b', 0, 'd'] }])).toBe(text.replace(',"d":2', ''))
  expect(editJson(text, [{ kind: 'drop', path: ['a'] }])).toBe(text.replace('"a":1.0,', ''))
  expect(editJson(text, [{ kind: 'drop', path: ['e', 'f'] }])).toBe(text.replace('"f":null', ''))
  expect(editJson(text, [{ kind: 'rename', path: ['b', 1, 'c'], key: 'g"' }])).toBe(
    text.replace('"c":1e2', String.raw`"g\"":1e2`),
  )
  expect(editJson(text, [{ kind: 'set', path: ['e', 'f'], value: 'é' }])).toBe(text.replace('null', '"é"'))
})

test('an edit of a missing field does nothing, and the last edit of a field wins', () => {
  const text = '{"a":{"0":[1]},"b":[1]}'
  for (const path of [['c'], ['a', 'x'], ['a', 0], ['b', '0'], ['b', 1], ['a', '0', 0, 'y'], []])
    expect(editJson(text, [{ kind: 'drop', path }]), JSON.stringify(path)).toBe(text)
  const both = [
    { kind: 'set', path: ['b'], value: 'x' },
    { kind: 'drop', path: ['b'] },
  ] as const
  expect(editJson(text, both)).toBe('{"a":{"0":[1]}}')
  expect(editJson(text, both.toReversed())).toBe('{"a":{"0":[1]},"b":"x"}')
})

test('dropping fields of any JSON preserves the rest', () => {
  const keys = fc.constantFrom('a', 'b', '__proto__', '0', 'é"')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(1, null, 'x'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
    ),
  }))
  const paths = fc.array(fc.array(fc.oneof(keys, fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 }), { maxLength: 4 })
  fc.assert(
    fc.property(value, paths, (document, dropped) => {
      const text = JSON.stringify(document)
      const edited = editJson(
        text,
        dropped.map((path) => ({ kind: 'drop', path })),
      )
      const isDropped = (path: readonly (string | number)[]) =>
        dropped.some((other) => JSON.stringify(other) === JSON.stringify(path))
      expect(edited).toBe(JSON.stringify(withoutFields(JSON.parse(text), [], isDropped)))
    }),
    { numRuns: 1000 },
  )
})

function withoutFields(
  value: unknown,
  path: readonly (string | number)[],
  isDropped: (path: readonly (string | number)[]) => boolean,
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutFields(item, [...path, index], isDropped))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !isDropped([...path, key]))
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutFields(field, [...path, key], isDropped)]))
}
