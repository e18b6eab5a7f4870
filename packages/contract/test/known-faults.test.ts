import { parseServerJson, parseServerJsonEdit, PUBLISHER_META_KEY, toSchemaUrl } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const keys = fc.constantFrom(
  'name',
  'version',
  'description',
  'packages',
  'remotes',
  'icons',
  'repository',
  'transport',
  'registryType',
  'registry_type',
  'identifier',
  'packageArguments',
  'environmentVariables',
  'headers',
  'url',
  'type',
  'value',
  'variables',
  '_meta',
  '$schema',
  '__proto__',
)
const texts = fc.constantFrom<unknown>(
  null,
  1,
  true,
  '',
  'latest',
  'a/b',
  '1.0.0',
  'https://{a}/',
  'http://localhost',
  'named',
  'positional',
  'stdio',
  'sse',
  'oci',
  'mcpb',
  'npm',
  '{{X}}',
  'x'.repeat(5_000),
  toSchemaUrl('2025-07-09'),
  toSchemaUrl('2025-12-11'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 8 }).map((entries) => Object.fromEntries(entries)),
  ),
}))

verifies('edge-61', 'a document is never refused as an edit of itself, whatever its errors', () => {
  fc.assert(
    fc.property(value, (document) => {
      const text = JSON.stringify(document)
      const result = parseServerJsonEdit(text, text)
      expect(result.ok ? [] : result.errors).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

const DOCUMENT = { $schema: toSchemaUrl('2025-12-11'), name: 'com.example/a', description: 'A', version: '1.0.0' }

test('an edit of a valid document is validated like a publication', () => {
  const stored = JSON.stringify(DOCUMENT)
  fc.assert(
    fc.property(fc.dictionary(keys, value, { maxKeys: 3 }), (fields) => {
      const text = JSON.stringify({ ...DOCUMENT, ...fields })
      expect(parseServerJsonEdit(text, stored)).toEqual(parseServerJson(text))
    }),
    { numRuns: 500 },
  )
})

/** The paths of the errors of an edit, or its warnings. */
function edit(stored: object, edited: object) {
  const result = parseServerJsonEdit(JSON.stringify({ ...DOCUMENT, ...edited }), JSON.stringify({ ...DOCUMENT, ...stored }))
  return result.ok ? { warnings: result.value.warnings } : { errors: result.errors.map(({ path }) => path) }
}

verifies('edge-61', 'an array that is too long is accepted unchanged only', () => {
  const remotes = Array.from({ length: 101 }, (_, index) => ({ type: 'sse', url: `https://a.example/${index}` }))
  const numbers = Array.from({ length: 300 }, (_, index) => index)
  expect(edit({ remotes }, { remotes, title: 'A' })).toEqual({ warnings: [expect.stringContaining('101 items')] })
  expect(edit({ remotes }, { remotes: numbers })).toEqual({ errors: ['remotes'] })
  expect(edit({ remotes }, { remotes: [...remotes, 1] })).toEqual({ errors: ['remotes'] })
  expect(edit({ remotes }, { remotes: [1, ...remotes.slice(1)] })).toEqual({ errors: ['remotes'] })
  const variables = Object.fromEntries(numbers.map((number) => [`v${number}`, {}]))
  const remote = { type: 'sse', url: 'https://a.example' }
  const stored = { remotes: [{ ...remote, variables }] }
  expect(edit(stored, { remotes: [remote, ...stored.remotes] })).toEqual({ warnings: [expect.stringContaining('300 fields')] })
  expect(edit(stored, { remotes: [{ ...remote, variables: { ...variables, v0: 1 } }] })).toEqual({
    errors: ['remotes[0].variables'],
  })
})

verifies('edge-61', 'a string that is too long may change but not grow, and so may publisher metadata', () => {
  const description = (length: number, letter = 'x') => ({ description: letter.repeat(length) })
  expect(edit(description(300), description(300, 'y'))).toEqual({ warnings: [expect.stringContaining('300 characters')] })
  expect(edit(description(300), description(200, '😀'))).toEqual({ warnings: [expect.stringContaining('200 characters')] })
  expect(edit(description(300), description(301))).toEqual({ errors: ['description'] })
  const meta = (length: number) => ({ _meta: { [PUBLISHER_META_KEY]: { note: 'x'.repeat(length) } } })
  expect(edit(meta(5_000), meta(4_999))).toEqual({ warnings: [expect.stringContaining('bytes')] })
  expect(edit(meta(5_000), meta(5_001))).toEqual({ errors: [expect.stringContaining('_meta')] })
})

verifies('edge-61', 'an unknown field of a closed object does not permit another one with the same value', () => {
  const withFields = (fields: object) => ({
    $schema: toSchemaUrl('2025-09-29'),
    packages: [{ registryType: 'npm', identifier: 'a', version: '1.0.0', transport: { type: 'stdio' }, ...fields }],
  })
  expect(edit(withFields({ licence: 'MIT' }), withFields({ licence: 'MIT' }))).toHaveProperty('warnings')
  expect(edit(withFields({ licence: 'MIT' }), withFields({ licence: 'MIT', terms: 'MIT' }))).toEqual({
    errors: ['packages[0].terms'],
  })
})

test('an edit of stored text that is not strict JSON is validated like a publication', () => {
  const text = '{"name":"com.example/a","description":"A","version":"latest"}'
  expect(parseServerJsonEdit(text, '{"a":1,"a":2}')).toEqual(parseServerJson(text))
})
