import { DESCRIPTION_PLACEHOLDER, PUBLISHER_META_KEY, toSchemaUrl, validateServerJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const DOCUMENT = { $schema: toSchemaUrl('2025-12-11'), name: 'io.github.alice/weather', description: 'Weather', version: '1.0.0' }

function errorsOf(fields: Readonly<Record<string, unknown>>) {
  return validateServerJson(JSON.stringify({ ...DOCUMENT, ...fields })).issues.filter((issue) => issue.severity === 'error')
}

verifies('edge-26', 'the length of a description counts code points, and the message names length and limit', () => {
  expect(errorsOf({ description: '😀'.repeat(100) })).toEqual([])
  expect(errorsOf({ description: '😀'.repeat(101) })).toEqual([
    {
      type: 'schema',
      path: 'description',
      message: 'description has 101 characters (code points); at most 100 are allowed.',
      severity: 'error',
      reference: '#/properties/description/maxLength',
    },
  ])
})

verifies('edge-26', 'the placeholder of a description is refused', () => {
  expect(errorsOf({ description: DESCRIPTION_PLACEHOLDER })).toMatchObject([{ reference: 'description-placeholder' }])
})

verifies('edge-27', 'a default that is a number is reported at its exact path', () => {
  const argument = { type: 'named', name: '--port', default: 8000 }
  const npm = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' } }
  expect(errorsOf({ packages: [{ ...npm, packageArguments: [argument] }] })).toMatchObject([
    {
      path: 'packages[0].packageArguments[0].default',
      message: 'packages[0].packageArguments[0].default must be a string, not a number.',
    },
  ])
})

verifies('edge-27', 'metadata of the publisher has at most 4096 bytes of JSON', () => {
  const metaOf = (bytes: number) => ({ _meta: { [PUBLISHER_META_KEY]: { a: 'x'.repeat(bytes - '{"a":""}'.length) } } })
  expect(errorsOf(metaOf(4096))).toEqual([])
  expect(errorsOf(metaOf(4097))).toMatchObject([
    { path: `_meta["${PUBLISHER_META_KEY}"]`, reference: 'publisher-meta-too-large' },
  ])
})

verifies('edge-46', 'URLs that are unsafe to display are refused', () => {
  for (const websiteUrl of [
    'https://example.com/"onclick="x',
    'javascript:alert(1)',
    'data:text/html,x',
    '//example.com',
    'https://',
  ])
    expect(
      errorsOf({ websiteUrl }).map((issue) => issue.path),
      websiteUrl,
    ).toContain('websiteUrl')
})

test('an unknown package type gets a suggestion, and a differing version is reported as written', () => {
  const entry = { identifier: 'alice/weather:1', transport: { type: 'stdio' } }
  const messagesOf = (fields: Readonly<Record<string, unknown>>) =>
    validateServerJson(JSON.stringify({ ...DOCUMENT, ...fields })).issues.map(({ message }) => message)
  for (const [registryType, meant] of [
    ['docker', 'oci'],
    ['NPM', 'npm'],
    ['python', 'pypi'],
  ]) {
    expect(messagesOf({ packages: [{ ...entry, registryType }] }).join('\n')).toContain(`Did you mean "${meant}"?`)
  }
  expect(messagesOf({ packages: [{ ...entry, registryType: 'floppy' }] }).join('\n')).not.toContain('Did you mean')
  const npm = { registryType: 'npm', identifier: 'weather', version: 'v2.0.0-rc', transport: { type: 'stdio' } }
  expect(messagesOf({ version: 'v1.2.3', packages: [{ ...npm, version: '2.0.0' }] })).toContain(
    'The version of the package, 2.0.0, differs from that of the server, v1.2.3. Check that this is intended.',
  )
})

test('validation never throws, and a document that violates the schema is never valid', () => {
  const fields = fc.constantFrom(
    'name',
    'version',
    'packages',
    'remotes',
    'transport',
    'url',
    'type',
    '_meta',
    '$schema',
    'variables',
    'headers',
    '__proto__',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, 1, true, '', 'latest', 'https://{a}/', 'named', 'stdio', 'oci', toSchemaUrl('2025-07-09')),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(fields, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }))
  fc.assert(
    fc.property(value, (document) => {
      const { valid, issues } = validateServerJson(JSON.stringify(document))
      expect(valid).toBe(issues.every((issue) => issue.severity !== 'error'))
      expect(valid).toBe(false)
    }),
    { numRuns: 500 },
  )
})
