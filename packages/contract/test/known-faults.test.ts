import { parseServerJson, parseServerJsonEdit, toSchemaUrl } from '@mcp-registry/contract'
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

verifies('edge-61', 'no document is refused as an edit of itself, whatever is wrong with it', () => {
  fc.assert(
    fc.property(value, (document) => {
      const text = JSON.stringify(document)
      const result = parseServerJsonEdit(text, text)
      expect(result.ok ? [] : result.errors).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('an edit of a document without faults is read as a publication is', () => {
  const document = { $schema: toSchemaUrl('2025-12-11'), name: 'com.example/a', description: 'A', version: '1.0.0' }
  const stored = JSON.stringify(document)
  fc.assert(
    fc.property(fc.dictionary(keys, value, { maxKeys: 3 }), (fields) => {
      const text = JSON.stringify({ ...document, ...fields })
      expect(parseServerJsonEdit(text, stored)).toEqual(parseServerJson(text))
    }),
    { numRuns: 500 },
  )
})

test('a stored text that is not strict JSON excuses nothing', () => {
  const text = '{"name":"com.example/a","description":"A","version":"latest"}'
  expect(parseServerJsonEdit(text, '{"a":1,"a":2}')).toEqual(parseServerJson(text))
})
