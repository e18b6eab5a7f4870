import { MAX_JSON_DEPTH, readJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

function rulesOf(text: string): readonly string[] {
  const result = readJson(text)
  return result.ok ? [] : result.errors.map((issue) => `${issue.path} ${issue.reference}`.trim())
}

verifies('edge-28', 'JSON that databases or parsers cannot process is refused, with the path of each error', () => {
  expect(rulesOf('{"a":["x\\u0000y"]}')).toEqual(['a[0] json-nul-character'])
  expect(rulesOf('{"a":"\\ud800"}')).toEqual(['a json-lone-surrogate'])
  expect(rulesOf('{"a":"\ud800"}')).toEqual(['a json-lone-surrogate'])
  expect(rulesOf('{"\\udc00":1}')).toEqual(['json-lone-surrogate'])
  expect(rulesOf('{"a":{"b":1,"\\u0062":2}}')).toEqual(['a.b json-duplicate-key'])
  expect(rulesOf('{"a":"\0"}')).toEqual(['json-syntax', 'a json-nul-character'])
  expect(rulesOf('{"a":"😀"}')).toEqual([])
})

verifies('edge-28', 'nesting is checked before any recursion, also in invalid JSON', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(rulesOf(nested(MAX_JSON_DEPTH))).toEqual([])
  expect(rulesOf(nested(MAX_JSON_DEPTH + 1))).toEqual(['json-too-deep'])
  expect(rulesOf('{"a":'.repeat(10_000))).toEqual(['json-too-deep'])
  expect(rulesOf('[},'.repeat(10_000))).toEqual(['json-syntax'])
})

verifies('edge-28', 'a byte order mark is accepted and counted in positions', () => {
  const result = readJson('\uFEFF{\r\n  "a": [1, {"b.c": 2}]}')
  if (!result.ok) throw new Error('refused')
  expect(result.value.text).toBe('{"a":[1,{"b.c":2}]}')
  expect(result.value.locate('a[1]["b.c"]')).toEqual({ offset: 23, length: 1, line: 2, column: 20 })
})

test('a missing value is located at its nearest enclosing value', () => {
  const result = readJson('{"a": {"b": 1}}')
  if (!result.ok) throw new Error('refused')
  expect(result.value.locate('a.c.d')).toEqual({ offset: 6, length: 8, line: 1, column: 7 })
  for (const text of ['..', 'a[', '["\\x"]', '["\u0001"]']) expect(result.value.locate(text), text).toBeUndefined()
})

test('invalid JSON is refused with line and column', () => {
  const result = readJson('{\n  "a": 1,\n}')
  expect(result).toMatchObject({ ok: false, errors: [{ type: 'json', message: expect.stringContaining('Line 3, column 1') }] })
  for (const text of [
    '',
    ' ',
    '{',
    '[1,]',
    '{"a"}',
    "{'a':1}",
    '// x\n1',
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    '1 2',
    '"a\nb"',
    '"\\x"',
    'tru',
  ])
    expect(rulesOf(text)).toContain('json-syntax')
})

test('the order of keys and the spelling of numbers are preserved', () => {
  const result = readJson('{ "2": 1.0, "1": 1e2, "__proto__": { "x": -0 }, "big": 12345678901234567890 }')
  if (!result.ok) throw new Error('refused')
  expect(result.value.text).toBe('{"2":1.0,"1":1e2,"__proto__":{"x":-0},"big":12345678901234567890}')
  expect(Object.hasOwn(result.value.value as object, '__proto__')).toBe(true)
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})

const json = fc.json({ stringUnit: 'binary', maxDepth: 6 }).filter((text) => !text.includes('\\u0000'))

test('the output of JSON.stringify is parsed to the same value and minified to the same text', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 1, '\t'), (text, indent) => {
      const result = readJson(JSON.stringify(JSON.parse(text), null, indent))
      if (!result.ok) throw new Error(JSON.stringify(result.errors))
      expect(result.value.text).toBe(JSON.stringify(JSON.parse(text)))
      expect(result.value.value).toEqual(JSON.parse(text))
    }),
  )
})

test('exactly the texts that JSON.parse accepts are JSON', () => {
  const tokens = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '1',
    '-',
    '0',
    '.5',
    'e1',
    'true',
    'null',
    ' ',
    '\n',
    '/',
    '\f',
    '\uFEFF',
    '"',
  )
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 12 }), (parts) => {
      const text = `[${parts.join('')}]`
      const rules = rulesOf(text).filter((rule) => !rule.endsWith('json-duplicate-key'))
      expect(rules.length === 0).toBe(parses(text))
    }),
    { numRuns: 3000 },
  )
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
