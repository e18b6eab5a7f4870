import {
  listSchemaIssues,
  parseServerJson,
  SCHEMA_DATES,
  type SchemaDate,
  serverJsonSchema,
  toSchemaUrl,
} from '@mcp-registry/contract'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import { readDocuments } from './fixtures.js'

const DOCUMENT = { name: 'io.github.alice/weather', description: 'Weather', version: '1.0.0' }

function parse(document: Readonly<Record<string, unknown>>) {
  const result = parseServerJson(JSON.stringify(document, null, 2))
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.value
}

test('the schema of every date is standard JSON Schema that Ajv evaluates alike', async () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const documents = await readDocuments()
  for (const date of SCHEMA_DATES) {
    expect(serverJsonSchema(date).$id).toBe(toSchemaUrl(date))
    const judge = ajv.compile(serverJsonSchema(date))
    for (const [file, { document }] of documents)
      expect([date, file, listSchemaIssues(date, document).length === 0]).toEqual([date, file, judge(document)])
  }
})

test('a document of a past date gets a warning with the current date', () => {
  for (const date of SCHEMA_DATES.slice(0, -1)) {
    const { warnings, schemaDate, text } = parse({ $schema: toSchemaUrl(date), ...DOCUMENT })
    expect(schemaDate).toBe(date)
    expect(warnings).toEqual([expect.stringContaining('2025-12-11')])
    expect(text).toBe(JSON.stringify({ $schema: toSchemaUrl(date), ...DOCUMENT }))
  }
  expect(parse({ $schema: toSchemaUrl('2025-12-11'), ...DOCUMENT }).warnings).toEqual([])
  expect(parse({ $schema: `${toSchemaUrl('2025-10-17')}#/definitions/ServerDetail`, ...DOCUMENT }).schemaDate).toBe('2025-10-17')
})

test('fields in snake case are renamed to camel case in place', () => {
  const variables = { is_secret: { is_required: true } }
  const _meta = { 'io.modelcontextprotocol.registry/publisher-provided': { website_url: 1 } }
  const { text } = parse({
    $schema: toSchemaUrl('2025-07-09'),
    ...DOCUMENT,
    status: 'deprecated',
    website_url: 'https://weather.example.com',
    packages: [
      {
        identifier: 'weather',
        registry_type: 'npm',
        version: '1.0.0',
        transport: { type: 'streamable-http', url: 'http://localhost:{port}', headers: [{ name: 'X', is_required: false }] },
        package_arguments: [{ type: 'positional', value_hint: 'port', is_repeated: false }],
        environment_variables: [{ name: 'A', value: '{is_secret}', variables }],
      },
    ],
    remotes: [{ type: 'sse', url: 'https://weather.example.com', headers: [{ name: 'X', is_secret: true, isSecret: 7 }] }],
    _meta,
  })
  expect(text).toBe(
    JSON.stringify({
      $schema: toSchemaUrl('2025-12-11'),
      ...DOCUMENT,
      websiteUrl: 'https://weather.example.com',
      packages: [
        {
          identifier: 'weather',
          registryType: 'npm',
          version: '1.0.0',
          transport: { type: 'streamable-http', url: 'http://localhost:{port}', headers: [{ name: 'X', isRequired: false }] },
          packageArguments: [{ type: 'positional', valueHint: 'port', isRepeated: false }],
          environmentVariables: [{ name: 'A', value: '{is_secret}', variables: { is_secret: { isRequired: true } } }],
        },
      ],
      remotes: [{ type: 'sse', url: 'https://weather.example.com', headers: [{ name: 'X', isSecret: true }] }],
      _meta,
    }),
  )
})

test('the three fields of an image in older schema dates are combined into one reference', () => {
  const imageOf = ($schema: SchemaDate, fields: Readonly<Record<string, string>>) => {
    const entry = { identifier: 'alice/weather', version: '1.0.0', ...fields, transport: { type: 'stdio' } }
    return parse({ $schema: toSchemaUrl($schema), ...DOCUMENT, packages: [entry] }).server.packages?.[0]
  }
  const transport = { type: 'stdio' }
  const oci = { registryType: 'oci' }
  const host = 'https://images.example.com/'
  expect(imageOf('2025-09-29', oci)).toEqual({ identifier: 'alice/weather:1.0.0', ...oci, transport })
  expect(imageOf('2025-07-09', { registry_type: 'oci', registry_base_url: host })).toEqual({
    identifier: 'images.example.com/alice/weather:1.0.0',
    ...oci,
    transport,
  })
  const written = { ...oci, registryBaseUrl: host, identifier: 'images.example.com/alice/weather:2' }
  expect(imageOf('2025-09-16', written)?.identifier).toBe('images.example.com/alice/weather:2')
  expect(imageOf('2025-09-16', { ...oci, version: 'sha256:00' })?.identifier).toBe('alice/weather@sha256:00')
})

test('keys of _meta that are not the publisher’s are dropped without other changes', () => {
  const provided = '"io.modelcontextprotocol.registry/publisher-provided":{"n":1.0}'
  const head = '{"name":"com.example/a","description":"\\u0041","version":"1.0.0"'
  const read = (meta: string) => {
    const result = parseServerJson(`${head},"_meta":{${meta}}}`)
    return result.ok ? result.value.text : result.errors
  }
  expect(read(`"a/b":{"c":[1,2]},${provided},"d":1`)).toBe(`${head},"_meta":{${provided}}}`)
  expect(read('"a/b":1')).toBe(`${head}}`)
  expect(read('')).toBe(`${head},"_meta":{}}`)
})
