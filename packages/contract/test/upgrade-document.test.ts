import {
  CURRENT_SCHEMA_DATE,
  MAX_DOCUMENT_BYTES,
  SCHEMA_DATES,
  type SchemaDate,
  toSchemaUrl,
  type UpgradedDocument,
  upgradeDocument,
  validateServerJson,
} from '@mcp-registry/contract'
import { PUBLIC_BASE_URLS } from '../src/package-base-urls.js'
import { expect, test } from 'vitest'
import { readDocuments } from './fixtures.js'

type Fields = Readonly<Record<string, unknown>>

const CURRENT = toSchemaUrl(CURRENT_SCHEMA_DATE)
const HEAD = { name: 'com.example/tides', description: 'Tide tables', version: '2.1.0' }

function upgrade(date: SchemaDate | undefined, fields: Fields = {}): UpgradedDocument {
  const result = upgradeDocument(JSON.stringify({ ...(date && { $schema: toSchemaUrl(date) }), ...HEAD, ...fields }, null, 2))
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  expect(JSON.parse(result.value.text)).toEqual(result.value.server)
  expect(validateServerJson(result.value.text).valid).toBe(true)
  return result.value
}

function listErrors(date: SchemaDate, fields: Fields): readonly (readonly [path: string, reference: string])[] {
  const result = upgradeDocument(JSON.stringify({ $schema: toSchemaUrl(date), ...HEAD, ...fields }))
  return result.ok ? [] : result.errors.map(({ path, reference }) => [path, reference] as const)
}

test('a document of any date, or of none, names the current date afterwards', () => {
  for (const date of SCHEMA_DATES) {
    const { text, from } = upgrade(date)
    expect(text).toBe(JSON.stringify({ $schema: CURRENT, ...HEAD }))
    expect(from).toBe(date)
  }
  const unnamed = upgrade(undefined)
  expect(unnamed.text).toBe(JSON.stringify({ $schema: CURRENT, ...HEAD }))
  expect(unnamed.from).toBeUndefined()
})

test('2025-07-09: fields in snake case are renamed, and the status is dropped', () => {
  const { server, edits } = upgrade('2025-07-09', {
    status: 'active',
    website_url: 'https://tides.example.com',
    packages: [
      {
        registry_type: 'npm',
        registry_base_url: PUBLIC_BASE_URLS.npm[0],
        identifier: '@example/tides',
        version: '2.1.0',
        runtime_hint: 'npx',
        transport: { type: 'stdio' },
        runtime_arguments: [{ type: 'named', name: '--yes', is_required: true }],
        package_arguments: [{ type: 'positional', value_hint: 'port', is_repeated: true }],
        environment_variables: [{ name: 'TIDES_KEY', is_secret: true }],
      },
    ],
  })
  expect(server).toEqual({
    $schema: CURRENT,
    ...HEAD,
    websiteUrl: 'https://tides.example.com',
    packages: [
      {
        registryType: 'npm',
        registryBaseUrl: PUBLIC_BASE_URLS.npm[0],
        identifier: '@example/tides',
        version: '2.1.0',
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        runtimeArguments: [{ type: 'named', name: '--yes', isRequired: true }],
        packageArguments: [{ type: 'positional', valueHint: 'port', isRepeated: true }],
        environmentVariables: [{ name: 'TIDES_KEY', isSecret: true }],
      },
    ],
  })
  expect(edits).toContainEqual({ kind: 'rename', path: ['packages', 0, 'runtime_hint'], key: 'runtimeHint' })
  expect(edits).toContainEqual({ kind: 'drop', path: ['status'] })
})

test('2025-09-16: the status and the metadata of the registry are dropped', () => {
  const provided = { 'io.modelcontextprotocol.registry/publisher-provided': { tool: 'release' } }
  const { server } = upgrade('2025-09-16', {
    status: 'deprecated',
    _meta: { ...provided, 'io.modelcontextprotocol.registry/official': { id: '7' } },
  })
  expect(server).toEqual({ $schema: CURRENT, ...HEAD, _meta: provided })
})

test('2025-09-29 and before: the parts of an image become one reference', () => {
  const fields = { registryType: 'oci', registryBaseUrl: 'https://ghcr.io', identifier: 'example/tides', version: '2.1.0' }
  for (const date of ['2025-09-16', '2025-09-29'] as const) {
    const { server } = upgrade(date, { packages: [{ ...fields, transport: { type: 'stdio' } }] })
    expect(server.packages).toEqual([
      { registryType: 'oci', identifier: 'ghcr.io/example/tides:2.1.0', transport: { type: 'stdio' } },
    ])
  }
})

test('2025-10-11 and 2025-10-17: only the date changes', () => {
  const fields = {
    title: 'Tides',
    icons: [{ src: 'https://tides.example.com/icon.png', sizes: ['any'] }],
    packages: [
      {
        registryType: 'pypi',
        identifier: 'tides',
        version: '2.1.0',
        transport: { type: 'sse', url: 'http://localhost:{PORT}/sse' },
        environmentVariables: [{ name: 'PORT', placeholder: '8080' }],
      },
    ],
  }
  for (const date of ['2025-10-11', '2025-10-17'] as const) {
    const { server, edits } = upgrade(date, fields)
    expect(server).toEqual({ $schema: CURRENT, ...HEAD, ...fields })
    expect(edits).toEqual([{ kind: 'set', path: ['$schema'], value: CURRENT }])
  }
})

test('2025-12-11: a document stays as it is, but for what stands for absent fields', () => {
  expect(upgrade('2025-12-11').edits).toEqual([])
  const { text, edits } = upgrade('2025-12-11', { title: null, repository: {} })
  expect(text).toBe(JSON.stringify({ $schema: CURRENT, ...HEAD }))
  expect(edits).toEqual([
    { kind: 'drop', path: ['title'] },
    { kind: 'drop', path: ['repository'] },
  ])
})

test('numbers, escapes and fields that the format does not know stay as they are written', () => {
  const text = `{"$schema":"${toSchemaUrl('2025-09-29')}","name":"com.example/tides","description":"\\u0054ides","version":"1.0.0","x":1.0}`
  const result = upgradeDocument(text)
  expect(result.ok && result.value.text).toBe(text.replace('2025-09-29', CURRENT_SCHEMA_DATE))
})

test('what the current schema has no form for is named where it was written', () => {
  const remotes = [{ type: 'sse', url: '{base}/sse' }]
  expect(listErrors('2025-10-17', { remotes })).toContainEqual(['remotes[0].url', 'invalid-remote-url'])
  const image = { registry_type: 'oci', identifier: 'Example/Tides', version: '1.0.0', transport: { type: 'stdio' } }
  expect(listErrors('2025-07-09', { packages: [image] })).toEqual([['packages[0].identifier', 'invalid-package-identifier']])
  const hint = { registry_type: 'npm', identifier: 'tides', version: '1.0.0', runtime_hint: 7, transport: { type: 'stdio' } }
  expect(listErrors('2025-07-09', { packages: [hint] })).toEqual([['packages[0].runtime_hint', expect.stringMatching(/type$/)]])
  expect(listErrors('2025-09-29', { title: '' })).toEqual([['title', expect.stringMatching(/minLength$/)]])
})

test('a text that is not JSON, a date that is unknown, and too large a document are refused', () => {
  const refusal = (text: string) => {
    const result = upgradeDocument(text)
    return result.ok ? undefined : result.errors[0]?.reference
  }
  expect(refusal('{')).toBe('json-syntax')
  expect(refusal('[]')).toBeDefined()
  const unknown = toSchemaUrl('2025-12-11').replace('2025-12-11', '2031-01-01')
  expect(refusal(JSON.stringify({ $schema: unknown, ...HEAD }))).toBe('schema-version-not-available')
  expect(refusal(JSON.stringify({ ...HEAD, x: 'x'.repeat(MAX_DOCUMENT_BYTES) }))).toBe('document-too-large')
})

test('each document of the fixtures becomes valid, or is refused', async () => {
  for (const [file, { document }] of await readDocuments()) {
    const result = upgradeDocument(JSON.stringify(document))
    if (result.ok) expect(validateServerJson(result.value.text).valid, file).toBe(true)
    else expect(result.errors.length, file).toBeGreaterThan(0)
    const again = result.ok ? upgradeDocument(result.value.text) : undefined
    if (again) expect(again, file).toMatchObject({ ok: true, value: { edits: [] } })
  }
})
