import { readConfig } from '@mcp-registry/server'
import { expect, test } from 'vitest'

function problemsOf(env: Record<string, string>): readonly string[] {
  const result = readConfig(env)
  return result.ok ? [] : result.errors
}

function configOf(env: Record<string, string>) {
  const result = readConfig(env)
  if (!result.ok) throw new Error(result.errors.join('\n'))
  return result.value
}

test('an empty environment is a working configuration', () => {
  expect(configOf({})).toEqual({
    listen: {
      address: { port: 8080 },
      publicUrl: 'http://localhost:8080',
      maxBodyBytes: 1_048_576,
      trustedProxies: [],
      shutdownTimeoutMs: 10_000,
      logLevel: 'info',
    },
    database: { kind: 'embedded', dataDir: './data' },
    dataDir: './data',
    extensionNamespace: 'io.modelcontextprotocol.registry',
    cacheBytes: 134_217_728,
    build: {},
    identity: expect.objectContaining({ anonymous: false }),
    ownership: expect.objectContaining({ required: true }),
    outbound: { contactUrl: 'http://localhost:8080', connectTo: {} },
    rateLimits: { perMinute: { reads: 6000, search: 600, auth: 60, publish: 300 } },
    workers: 1,
    secrets: { previousSigningKeys: [] },
    ignoredVariables: [],
  })
})

test.each([
  [':9000', { port: 9000 }, 'http://localhost:9000'],
  ['localhost:80', { host: 'localhost', port: 80 }, 'http://localhost:80'],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }, 'http://127.0.0.1:0'],
  ['[::1]:8080', { host: '::1', port: 8080 }, 'http://[::1]:8080'],
  ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080 }, 'http://localhost:8080'],
])('the address %s is understood', (text, address, publicUrl) => {
  expect(configOf({ MCP_REGISTRY_SERVER_ADDRESS: text }).listen).toMatchObject({ address, publicUrl })
})

test.each(['8080', 'host', ':', ':70000', ':80a', '::1:80', '[::1]', '[zz]:80', 'http://host:80', 'a b:80'])(
  'the address %s is refused',
  (text) => {
    expect(problemsOf({ MCP_REGISTRY_SERVER_ADDRESS: text })).toEqual([expect.stringContaining('MCP_REGISTRY_SERVER_ADDRESS is')])
  },
)

test('all problems are reported at once', () => {
  const problems = problemsOf({
    MCP_REGISTRY_SERVER_ADDRESS: 'nowhere',
    MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'yes',
    MCP_REGISTRY_MAX_BODY_BYTES: '1e6',
    MCP_REGISTRY_LOG_LEVEL: 'loud',
    MCP_REGISTRY_DATABASE_URL: 'mysql://localhost',
    MCP_REGISTRY_TRUSTED_PROXIES: '10.0.0.0/8, 10.0.0.0/33',
    MCP_REGISTRY_PUBLIC_URL: 'registry.example.com',
    MCP_REGISTRY_OIDC_ENABLED: 'true',
    MCP_REGISTRY_OIDC_EXTRA_CLAIMS: '{"hd":"example.com"}',
    MCP_REGISTRY_EXTENSION_NAMESPACE: 'no slashes/please',
  })
  expect(problems).toHaveLength(11)
  expect(problems.join('\n')).toContain('10.0.0.0/33')
})

test('a misspelt variable is a problem that names the likely one', () => {
  expect(problemsOf({ MCP_REGISTRY_DATABSE_URL: 'postgres://localhost/x' })).toEqual([
    'MCP_REGISTRY_DATABSE_URL is not a variable of the registry. Did you mean MCP_REGISTRY_DATABASE_URL?',
  ])
  expect(problemsOf({ MCP_REGISTRY_COMPLETELY_DIFFERENT_THING: '1', PATH: '/bin' })).toEqual([
    'MCP_REGISTRY_COMPLETELY_DIFFERENT_THING is not a variable of the registry.',
  ])
})

test('no problem repeats a secret', () => {
  const problems = problemsOf({
    MCP_REGISTRY_JWT_PRIVATE_KEY: 'hunter2-hunter2',
    MCP_REGISTRY_DATABASE_URL: 'postgre://admin:hunter2@db/registry',
  })
  expect(problems).toHaveLength(2)
  expect(problems.join()).not.toContain('hunter2')
})

test('an empty variable is an absent one', () => {
  expect(configOf({ MCP_REGISTRY_DATABASE_URL: '', MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: '' })).toEqual(configOf({}))
})

test('an OIDC issuer is read with its claims and permissions', () => {
  const config = configOf({
    MCP_REGISTRY_OIDC_ENABLED: 'true',
    MCP_REGISTRY_OIDC_ISSUER: 'https://login.example.com/',
    MCP_REGISTRY_OIDC_CLIENT_ID: 'registry',
    MCP_REGISTRY_OIDC_EXTRA_CLAIMS: '[{"hd":"example.com"}]',
    MCP_REGISTRY_OIDC_EDIT_PERMISSIONS: '*',
    MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'com.example/*, com.example.*',
  })
  expect(config.identity.oidc).toEqual({
    issuer: 'https://login.example.com/',
    clientId: 'registry',
    extraClaims: [{ hd: 'example.com' }],
    editPermissions: ['*'],
    publishPermissions: ['com.example/*', 'com.example.*'],
  })
})

test('private package registries are read by type, as base URLs, hosts and origins', () => {
  const { ownership } = configOf({
    MCP_REGISTRY_NPM_BASE_URL: 'http://verdaccio.internal:4873',
    MCP_REGISTRY_OCI_HOSTS: '*.registry.example.com, http://10.0.0.5:5000',
  })
  expect(ownership.upstreams.npm).toEqual({ baseUrl: 'http://verdaccio.internal:4873', hosts: [] })
  expect(ownership.upstreams.oci).toEqual({ hosts: ['*.registry.example.com', 'http://10.0.0.5:5000'] })
  const problems = problemsOf({ MCP_REGISTRY_OCI_HOSTS: '*, *.com/x, http://a/b, ghcr', MCP_REGISTRY_GO_BASE_URL: 'proxy' })
  expect(problems).toHaveLength(5)
})

test('detours of connections are read, or refused one by one', () => {
  const text = 'example.com:443=127.0.0.1:8443, a.example:443=[::1]:8443'
  expect(configOf({ MCP_REGISTRY_CONNECT_TO: text }).outbound.connectTo).toEqual({
    'example.com:443': { address: '127.0.0.1', port: 8443 },
    'a.example:443': { address: '::1', port: 8443 },
  })
  expect(
    problemsOf({ MCP_REGISTRY_CONNECT_TO: 'example.com=127.0.0.1:1, a:443=localhost:8443, a:443=127.0.0.1:0' }),
  ).toHaveLength(3)
})

test.each(['postgres://', 'postgresql:///', 'postgres://?sslmode=require', 'postgres://host:99999/registry'])(
  'the database URL %s is refused with what it must be like',
  (url) => {
    expect(problemsOf({ MCP_REGISTRY_DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^MCP_REGISTRY_DATABASE_URL .*must be like postgres:\/\/user:password@host:5432\/database/),
    ])
  },
)

test.each([
  'postgres://host',
  'postgres://user:password@host:5432/registry',
  'postgres:///registry',
  'postgres://?host=/run/postgresql',
])('the database URL %s is understood', (url) => {
  expect(configOf({ MCP_REGISTRY_DATABASE_URL: url }).database).toMatchObject({ kind: 'postgres', url })
})

test('a Redis URL without a host is refused', () => {
  expect(problemsOf({ MCP_REGISTRY_REDIS_URL: 'redis://' })).toEqual([expect.stringContaining('redis://user:password@host:6379')])
})

test.each(['192.0.2.1:99999', '192.0.2.1:0', '[2001:db8::1]:65536', '[2001:db8::1]:0'])(
  'the name server %s is refused for its port',
  (server) => {
    expect(problemsOf({ MCP_REGISTRY_DNS_SERVERS: `192.0.2.1, ${server}` })).toEqual([
      `MCP_REGISTRY_DNS_SERVERS has ${JSON.stringify(server)}, whose port must be from 1 to 65535, as in 192.0.2.1:53.`,
    ])
  },
)

test('several workers are refused where the database is embedded', () => {
  expect(readConfig({ MCP_REGISTRY_WORKERS: '2' })).toMatchObject({
    ok: false,
    errors: [expect.stringMatching(/^MCP_REGISTRY_WORKERS is 2, but the embedded database belongs to one process\./)],
  })
})

test('denied namespaces are compared in lower case', () => {
  const { identity } = configOf({ MCP_REGISTRY_DENIED_NAMESPACES: 'com.Spam, org.example' })
  expect(identity.deniedNamespaces).toEqual(['com.spam', 'org.example'])
})
