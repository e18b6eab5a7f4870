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

verifies('edge-26', 'the description of the template of the official command is refused, in any case and with a period', () => {
  for (const description of [
    'An MCP server that provides [describe what your server does]',
    ' An MCP server that provides [Describe what your server does].',
  ])
    expect(errorsOf({ description })).toMatchObject([{ path: 'description', reference: 'description-placeholder' }])
})

test('an empty name is one issue that shows what a name is', () => {
  expect(errorsOf({ name: '' })).toEqual([
    {
      type: 'semantic',
      path: 'name',
      message: 'A server name must be "namespace/name", such as "io.github.alice/weather"; this one is empty.',
      severity: 'error',
      reference: 'invalid-server-name',
    },
  ])
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

const NPM = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' } }
const RELEASE = 'https://github.com/alice/weather/releases/download/v1/weather-mcp.mcpb'
const MCPB = { registryType: 'mcpb', identifier: RELEASE, transport: { type: 'stdio' } }
const OCI = { registryType: 'oci', identifier: 'ghcr.io/alice/weather:1.0.0', transport: { type: 'stdio' } }

verifies('edge-62', 'a misspelled field is a warning at its path that names the right one', () => {
  const { transport: _transport, ...withoutTransport } = NPM
  const variables = [{ name: 'A_TOKEN', is_required: true, is_secret: true }]
  const packages = [
    { ...NPM, environment_variables: variables },
    { ...withoutTransport, transportType: 'stdio' },
  ]
  const named = validateServerJson(JSON.stringify({ ...DOCUMENT, packages })).issues.map(({ path, severity, message }) => {
    return [path, severity, /"(\w+)"(?=\?|$)|packages\[1\]\.(\w+)/.exec(message)?.[0]]
  })
  expect(named).toEqual(
    expect.arrayContaining([
      ['packages[0].environment_variables', 'warning', '"environmentVariables"'],
      ['packages[0].environment_variables[0].is_required', 'warning', '"isRequired"'],
      ['packages[0].environment_variables[0].is_secret', 'warning', '"isSecret"'],
      ['packages[1].transportType', 'error', 'packages[1].transport'],
    ]),
  )
})

test('a field of another format gets the nearest one that its object has', () => {
  const remote = { type: 'streamable-http', url: 'https://mcp.example.com/mcp' }
  for (const [fields, message] of [
    [{ summary: 'Weather' }, 'Did you mean "description"?'],
    [{ homepage: 'https://example.com' }, 'Did you mean "websiteUrl"?'],
    [{ license: 'MIT' }, 'Custom data belongs in _meta'],
    [{ packages: [{ ...NPM, environmentVariables: [{ name: 'A', example: 'x' }] }] }, 'Did you mean "placeholder"?'],
    [{ packages: [{ ...NPM, packageArguments: [{ type: 'named', name: '--a', enum: ['x'] }] }] }, 'Did you mean "choices"?'],
    [{ packages: [{ ...NPM, runtime: 'npx' }] }, 'Did you mean "runtimeHint"?'],
    [{ remotes: [{ url: remote.url, transport: 'streamable-http' }] }, 'The document has "transport" instead'],
    [{ remotes: [{ type: remote.type, endpoint: remote.url }] }, 'The document has "endpoint" instead'],
    [{ icons: [{ uri: 'https://example.com/a.png' }] }, 'The document has "uri" instead'],
  ] as const) {
    const { issues } = validateServerJson(JSON.stringify({ ...DOCUMENT, ...fields }))
    expect(issues.map((issue) => issue.message).join('\n'), JSON.stringify(fields)).toContain(message)
  }
})

verifies('validate:document-order', 'issues are listed in the order of the document, whatever rule found them', () => {
  const document = { version: '^1', packages: [{ ...NPM, version: 'next' }], name: 'x', description: '', colour: 'red' }
  const { issues } = validateServerJson(JSON.stringify(document))
  const order = ['version', 'packages[0].version', 'name', 'description', 'colour']
  expect(issues.map(({ path }) => path).filter((path) => order.includes(path))).toEqual(order)
})

verifies('validate:one-issue-per-fault', 'a fault is one issue, without those that follow from it', () => {
  for (const [fields, reference] of [
    [{ packages: [{ ...NPM, version: 'next' }] }, 'invalid-package-version'],
    [{ packages: [{ ...NPM, version: '' }] }, '#/properties/packages/items/properties/version/minLength'],
    [{ packages: [{ ...MCPB, fileSha256: '{{SHA256}}' }] }, 'unfilled-placeholder'],
    [{ packages: [{ ...OCI, version: '2.0.0' }] }, 'oci-field-not-allowed'],
    [{ packages: [{ ...OCI, version: 'latest' }] }, 'oci-field-not-allowed'],
    [{ packages: [{ registryType: 'docker', identifier: 'alice/weather:1', transport: NPM.transport }] }, 'unknown-package-type'],
    [{ name: 'weather' }, 'invalid-server-name'],
    [{ version: '{{VERSION}}' }, 'invalid-version'],
    [{ websiteUrl: 'https://example.com/${VERSION}' }, 'unfilled-placeholder'],
    [{ remotes: [{ type: 'streamable-http', url: 'https://{{HOST}}/mcp' }] }, 'unfilled-placeholder'],
    [
      { packages: [{ ...NPM, environmentVariables: [{ name: 'A_TOKEN', is_secret: true, description: 'Key' }] }] },
      'unknown-field',
    ],
  ] as const) {
    const { issues } = validateServerJson(JSON.stringify({ ...DOCUMENT, ...fields }))
    const found = issues.filter(({ severity, reference: rule }) => severity !== 'info' && !IRRELEVANT.includes(rule))
    expect(found.map((issue) => issue.reference)).toEqual([reference])
  }
})

verifies(
  'validate:unreplaced-placeholder',
  'what a release script did not replace is an error in versions, identifiers, hashes and URLs',
  () => {
    const fileSha256 = 'a'.repeat(64)
    for (const placeholder of ['{{VERSION}}', '${VERSION}', '<version>'])
      for (const [path, fields] of [
        ['version', { version: placeholder }],
        ['websiteUrl', { websiteUrl: `https://example.com/${placeholder}` }],
        ['remotes[0].url', { remotes: [{ type: 'streamable-http', url: `https://example.com/${placeholder}` }] }],
        ['packages[0].version', { packages: [{ ...NPM, version: placeholder }] }],
        ['packages[0].identifier', { packages: [{ ...NPM, identifier: `weather-${placeholder}` }] }],
        [
          'packages[0].identifier',
          { packages: [{ ...MCPB, fileSha256, identifier: RELEASE.replace('/v1/', `/${placeholder}/`) }] },
        ],
        ['packages[0].fileSha256', { packages: [{ ...MCPB, fileSha256: placeholder }] }],
      ] as const)
        expect(errorsOf(fields), JSON.stringify(fields)).toMatchObject([{ path }])
  },
)

const IRRELEVANT = ['missing-repository', 'nothing-to-connect-to']

test('a secret that is declared not to be one is believed', () => {
  const environmentVariables = [{ name: 'A_TOKEN', description: 'Not a secret', isSecret: false }]
  const { issues } = validateServerJson(JSON.stringify({ ...DOCUMENT, packages: [{ ...NPM, environmentVariables }] }))
  expect(issues.map(({ reference }) => reference)).not.toContain('secret-not-marked')
})

test('a malformed identifier of an image names the remedy', () => {
  for (const [identifier, remedy] of [
    ['https://ghcr.io/alice/weather:1', 'Remove https://'],
    ['ghcr.io/Alice/Weather:1', 'lower-case'],
    ['docker.io/alice/weather', 'Add a tag or a digest'],
  ] as const)
    expect(errorsOf({ packages: [{ ...OCI, identifier }] })[0]?.message).toContain(remedy)
})

test('$schema at another address names the right one, and the official command can append a period', () => {
  const current = toSchemaUrl('2025-12-11')
  const messageOf = ($schema: string | undefined) => {
    const { issues } = validateServerJson(JSON.stringify({ ...DOCUMENT, $schema }))
    return issues.find(({ path }) => path === '$schema')?.message
  }
  for (const url of [current.replace('https:', 'http:'), current.replace('static.', ''), `${current}x`, undefined]) {
    expect(messageOf(url)).toMatch(new RegExp(`"${current}"$`))
    expect(messageOf(url)).not.toContain('newer')
  }
  expect(messageOf(toSchemaUrl('2025-10-17'))).toMatch(/"$/)
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
