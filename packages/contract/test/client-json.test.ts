import {
  CLIENT_AUTHENTICATION,
  CLIENT_FEATURES,
  CLIENT_SCHEMA_PATH,
  CLIENT_TRANSPORTS,
  clientJsonSchema,
  MAX_CLIENT_BYTES,
  MAX_CLIENT_ITEMS,
  MAX_ISSUES,
  parseClientJson,
  toPathText,
  validateClientJson,
} from '@mcp-registry/contract'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const evidence = [{ url: 'https://docs.example.com/mcp', date: '2026-11-20' }]
const factsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { support: 'full', evidence }]))

/** A client that has something of everything. */
function toClient(): Record<string, unknown> & { configuration: Record<string, unknown> } {
  return {
    $schema: '../client.schema.json',
    id: 'com.example/editor',
    title: 'Example Editor',
    vendor: 'Example Inc.',
    websiteUrl: 'https://example.com/editor',
    repositoryUrl: 'https://github.com/example/editor',
    license: 'MIT',
    category: 'editor',
    platforms: ['darwin', 'linux', 'win32'],
    evidence,
    protocolVersions: { versions: ['2025-06-18'], evidence },
    transports: factsOf(CLIENT_TRANSPORTS),
    authentication: { ...factsOf(CLIENT_AUTHENTICATION), clientCredentials: { support: 'unknown' } },
    features: { ...factsOf(CLIENT_FEATURES), sampling: { support: 'partial', since: '1.2.0', note: 'Text only.', evidence } },
    configuration: {
      files: [
        {
          scope: 'user',
          paths: { darwin: '~/.example/mcp.json', linux: '~/.example/mcp.json', win32: '%USERPROFILE%\\.example\\mcp.json' },
          variable: { name: 'EXAMPLE_HOME', replaces: '~/.example' },
          format: 'jsonc',
          key: ['mcp', 'servers'],
          initialFields: { enabled: true, timeout: 300, tools: ['*'] },
          evidence,
        },
        { scope: 'project', paths: { linux: '.example/mcp.json' }, format: 'yaml', key: ['servers'], evidence },
      ],
      entries: {
        names: 'short',
        stdio: { type: 'local', command: ['{command}', '{args}'], environment: '{env}' },
        'streamable-http': { type: 'http', url: '{url}', headers: '{headers}' },
        sse: { type: 'sse', url: '{url}' },
        formerFields: ['httpUrl'],
        evidence,
      },
      secrets: { type: 'variable', reference: '${env:{name}}', expands: 'braces', evidence },
      links: [
        {
          template: 'example://add?name={name}&config={config}',
          transports: ['stdio'],
          config: { encoding: 'base64', isNamed: false },
          isInstall: true,
          evidence,
        },
      ],
      commands: [
        {
          words: ['example', 'mcp', 'add', '-s', '{scope}', ['--header', '{header}'], '{name}', '{url}'],
          transports: ['streamable-http'],
          scopes: ['user', 'project'],
          evidence,
        },
      ],
      registries: [{ setting: 'example.registry', type: 'api', isPolicy: true, evidence }],
      policies: [{ paths: { linux: '/etc/example/managed.json' }, format: 'json', purpose: 'rules', key: ['allowed'], evidence }],
      manual: [{ text: 'Settings, then Servers.', transports: ['sse'], accepts: 'url', evidence }],
    },
  }
}

type Path = readonly (string | number)[]
/** The document with the value at a path replaced; undefined removes it. */
function change(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to
  const copy: Record<string | number, unknown> = Array.isArray(value) ? Object.assign([], value) : { ...Object(value) }
  copy[key] = change(copy[key], rest, to)
  return copy
}

const errorsOf = (document: unknown) =>
  validateClientJson(JSON.stringify(document)).issues.filter(({ severity }) => severity === 'error')

test('a document that uses every field is valid, without a warning', () => {
  expect(validateClientJson(JSON.stringify(toClient()))).toEqual({ valid: true, issues: [] })
  const parsed = parseClientJson(JSON.stringify(toClient()))
  expect(parsed.ok && parsed.value).toEqual(toClient())
})

describe('a rule that the schema cannot express', () => {
  const cases: readonly (readonly [path: Path, value: unknown, reference: string, at?: string])[] = [
    [['id'], 'com.example./editor', 'invalid-client-id'],
    [['replacedBy'], 'com.example/editor', 'client-replaces-itself'],
    [['websiteUrl'], 'http://example.com', 'invalid-client-url'],
    [['repositoryUrl'], 'javascript:alert(1)', 'invalid-client-url'],
    [['features', 'tools'], { support: 'full' }, 'client-evidence-required'],
    [['features', 'tasks'], { support: 'unsupported' }, 'client-evidence-required'],
    [['transports', 'sse'], { support: 'partial' }, 'client-evidence-required'],
    [['authentication', 'oauth'], { support: 'full' }, 'client-evidence-required'],
    [['evidence', 0, 'url'], 'ftp://example.com/mcp', 'invalid-client-url'],
    [['features', 'tools', 'evidence', 0, 'date'], '2026-02-30', 'invalid-date'],
    [['configuration', 'links', 0, 'evidence', 0, 'date'], '2026-13-01', 'invalid-date'],
    [['configuration', 'secrets', 'evidence', 0, 'url'], 'https://user:pass@example.com/', 'invalid-client-url'],
    [['features', 'tools', 'evidence', 0, 'date'], '2026-13', 'invalid-date'],
    [['configuration', 'secrets', 'reference'], '${env:KEY}', 'placeholder-required'],
    [['configuration', 'entries'], undefined, 'client-entries-required'],
    [['transports', 'sse', 'support'], 'unsupported', 'client-entry-unsupported', 'configuration.entries.sse'],
    [
      ['configuration', 'entries', 'stdio', 'command', 0],
      'run {command}',
      'unknown-placeholder',
      'configuration.entries.stdio.command',
    ],
    [['configuration', 'entries', 'stdio', 'url'], '{url}', 'unknown-placeholder'],
    [['configuration', 'entries', 'sse', 'url'], 'https://example.com', 'placeholder-required', 'configuration.entries.sse'],
    [['configuration', 'links', 0, 'template'], 'javascript:{config}', 'unsafe-link'],
    [['configuration', 'links', 0, 'template'], 'EXAMPLE:{config}', 'unsafe-link'],
    [['configuration', 'links', 0, 'template'], 'example:{config}&{secret}', 'unknown-placeholder'],
    [['configuration', 'links', 0, 'config'], undefined, 'config-required', 'configuration.links[0].template'],
    [['configuration', 'commands', 0, 'scopes'], [], 'scope-required', 'configuration.commands[0].words'],
    [['configuration', 'commands', 0, 'words', 7], '{uri}', 'unknown-placeholder', 'configuration.commands[0].words'],
    [['configuration', 'files', 0, 'paths', 'linux'], '.example/mcp.json', 'invalid-client-path'],
    [['configuration', 'files', 0, 'paths', 'linux'], '~/../root/mcp.json', 'invalid-client-path'],
    [['configuration', 'files', 1, 'paths', 'linux'], '/etc/passwd', 'invalid-client-path'],
    [['configuration', 'files', 1, 'paths', 'linux'], '../mcp.json', 'invalid-client-path'],
    [['configuration', 'policies', 0, 'paths', 'linux'], 'managed.json', 'invalid-client-path'],
    [['configuration', 'files', 0, 'key', 0], '__proto__', 'invalid-key'],
  ]
  for (const [path, value, reference, at = toPathText(path)] of cases) {
    test(`${toPathText(path)} = ${JSON.stringify(value)} is refused at its place`, () => {
      expect(errorsOf(change(toClient(), path, value))).toMatchObject([{ type: 'semantic', reference, path: at }])
    })
  }
})

test('unknown needs no evidence', () => {
  expect(errorsOf(change(toClient(), ['features', 'tools'], { support: 'unknown' }))).toEqual([])
})

test('a field that is not part of the format is a warning that names the nearest one', () => {
  const { valid, issues } = validateClientJson(JSON.stringify({ ...toClient(), web_site_url: 'https://example.com' }))
  expect(valid).toBe(true)
  expect(issues).toMatchObject([{ severity: 'warning', path: 'web_site_url', reference: 'unknown-field' }])
  expect(issues[0]?.message).toContain('websiteUrl')
})

/** Values of every type, and those at and beyond the limits. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  7,
  '',
  'x'.repeat(5_000),
  'stdio',
  '2026-11',
  [],
  ['stdio', 7],
  {},
  { type: 'none', evidence },
  { support: 'full' },
  Array.from({ length: 100 }, () => 'linux'),
]

/** Every path in the document. */
function listPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) => listPaths(item, [...path, Array.isArray(value) ? Number(key) : key])),
  ]
}

function openAjv() {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  return ajv.compile(clientJsonSchema())
}

/** Whether Ajv and the validator agree about a document. What a rule explains better has no issue of the schema besides. */
function expectAgreement(judge: (document: unknown) => unknown, document: unknown): boolean {
  const isValid = judge(document) === true
  const issues = errorsOf(document)
  const found = isValid ? issues.filter(({ type }) => type === 'schema') : issues.length === 0
  expect(found, JSON.stringify(document)).toEqual(isValid ? [] : false)
  return isValid
}

// A value that is absent, and an array with a hole, do not exist in JSON.
const toJson = (document: unknown): unknown => JSON.parse(JSON.stringify(document) ?? 'null')

/** The paths of the document; of facts that have the same schema, those of one. */
const PATHS = listPaths(toClient()).filter(
  ([group, name]) =>
    !['transports', 'authentication', 'features'].includes(String(group)) ||
    ['sampling', 'oauth', 'sse', undefined].includes(name === undefined ? name : String(name)),
)

verifies(
  'clients:schema-agrees',
  'the published schema and the validator agree about every value at every path',
  () => {
    const judge = openAjv()
    let refused = 0
    for (const path of PATHS)
      for (const value of VALUES) if (!expectAgreement(judge, toJson(change(toClient(), path, value)))) refused++
    expect(refused).toBeGreaterThan(500)
  },
  120_000,
)

verifies('clients:schema-agrees', 'the published schema and the validator agree about arbitrary changes', () => {
  const judge = openAjv()
  const path = fc.constantFrom(...PATHS)
  fc.assert(
    fc.property(path, fc.jsonValue({ maxDepth: 3 }), path, fc.constantFrom(...VALUES), (one, value, other, another) => {
      expectAgreement(judge, toJson(change(change(toClient(), one, value), other, another)))
    }),
    { numRuns: 200 },
  )
})

test('the schema names the registry that serves it', () => {
  expect(clientJsonSchema('https://registry.example').$id).toBe(`https://registry.example${CLIENT_SCHEMA_PATH}`)
  expect(clientJsonSchema()).not.toHaveProperty('$id')
})

describe('hostile documents', () => {
  test('of more bytes than are allowed are not parsed', () => {
    const text = JSON.stringify({ ...toClient(), note: 'x'.repeat(MAX_CLIENT_BYTES) })
    expect(validateClientJson(text).issues).toMatchObject([{ reference: 'document-too-large' }])
  })

  test.each(['', '{', '[]', 'null', '"x"', '{"id":1,"id":2}', '{"id":"\\u0000"}'])('%j is refused', (text) => {
    const result = parseClientJson(text)
    expect(result.ok).toBe(false)
  })

  test('have a bounded list of issues', () => {
    const many = { ...toClient(), features: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1])) }
    expect(validateClientJson(JSON.stringify(many)).issues.length).toBeLessThanOrEqual(MAX_ISSUES + 1)
  })

  test('with more items than are allowed are refused at the list', () => {
    const links = Array.from({ length: MAX_CLIENT_ITEMS.links + 1 }, () => ({}))
    expect(errorsOf(change(toClient(), ['configuration', 'links'], links))).toMatchObject([{ path: 'configuration.links' }])
  })
})
