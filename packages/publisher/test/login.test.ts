import { createPublicKey, verify } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPrivateKey } from '../src/keys/private-key.js'
import { textAt } from '../src/project/field.js'
import { type FakeAnswer, type SeenRequest, startFakeServer, toToken } from '@mcp-registry/testkit/fake-server'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const EXPIRES_AT = 1_900_000_000
const TOKEN = toToken({ exp: EXPIRES_AT, permissions: [{ action: 'publish', resource: 'io.github.alice/*' }] })

const jsonOf = ({ body }: SeenRequest): unknown => JSON.parse(body.toString())

/** A registry that lets everybody in, and a GitHub with a device flow that is confirmed at the third question. */
function startRegistry(answers: Readonly<Record<string, FakeAnswer>> = {}) {
  return startFakeServer(({ method, path }) => {
    if (answers[path]) return answers[path]
    if (path === '/v0.1/health') return { body: { status: 'ok', github_client_id: 'client-7' } }
    if (method === 'POST' && path.startsWith('/v0.1/auth/')) return { body: { registry_token: TOKEN, expires_at: EXPIRES_AT } }
    return undefined
  })
}

const tokenFile = (workspace: Workspace) => join(workspace.home, '.config/mcp-publisher/token.json')

test('a GitHub token is exchanged, and the login is readable only by its user', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace()
  const { exitCode, stdout, stderr } = await workspace.run([
    'login',
    'github',
    '-registry',
    registry.url,
    '-token',
    'gh-secret-1',
  ])
  expect(exitCode).toBe(0)
  expect(registry.requests.map(({ path, body }) => [path, body.toString()])).toEqual([
    ['/v0.1/auth/github-at', '{"github_token":"gh-secret-1"}'],
  ])
  const file = tokenFile(workspace)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ token: TOKEN, method: 'github', registry: registry.url })
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
  expect(await readdir(join(workspace.home, '.config/mcp-publisher'))).toEqual(['logins', 'token.json'])
  expect(stdout).toBe(`✓ Logged in to ${registry.url} until 2030-03-17T17:46:40.000Z\n`)
  expect(stderr).toContain('may publish io.github.alice/*')
  expect(stdout + stderr).not.toMatch(/gh-secret|eyJ/)
})

test('a file that others can read is replaced by a private one', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace()
  await mkdir(join(workspace.home, '.config/mcp-publisher'), { recursive: true })
  await writeFile(tokenFile(workspace), '{}', { mode: 0o644 })
  await workspace.run(['login', 'none', '--registry', registry.url])
  expect(((await stat(tokenFile(workspace))).mode & 0o777).toString(8)).toBe('600')
})

test('MCP_GITHUB_TOKEN stands for --token', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace()
  await workspace.run(['login', 'github', '--registry', registry.url], { env: { MCP_GITHUB_TOKEN: 'gh-secret-2' } })
  expect(registry.requests.map(jsonOf)).toEqual([{ github_token: 'gh-secret-2' }])
})

test('without a token the device flow shows a code, also with --json, and polls at the interval of GitHub', async () => {
  const answers = [
    { error: 'authorization_pending' },
    { error: 'slow_down' },
    { error: 'authorization_pending' },
    { access_token: 'gh-secret-3' },
  ]
  await using registry = await startRegistry()
  await using github = await startFakeServer(({ path }) =>
    path === '/login/device/code'
      ? {
          body: {
            device_code: 'device-secret',
            user_code: 'ABCD-1234',
            verification_uri: 'https://github.test/device',
            expires_in: 900,
            interval: 2,
          },
        }
      : { body: answers.shift() },
  )
  await using workspace = await openWorkspace()
  const env = { MCP_PUBLISHER_GITHUB_URL: github.url }
  const { exitCode, stdout, stderr } = await workspace.run(['login', 'github', '--json', '--registry', registry.url], { env })
  expect(exitCode).toBe(0)
  expect(stderr).toContain('Open https://github.test/device and enter the code ABCD-1234')
  expect(JSON.parse(stdout)).toMatchObject({ loggedIn: true, method: 'github' })
  expect(workspace.pauses).toEqual([2000, 2000, 7000, 7000])
  expect(github.requests.map(jsonOf)[0]).toEqual({ client_id: 'client-7', scope: 'read:org read:user' })
  expect(github.requests.map(jsonOf)[1]).toEqual({
    client_id: 'client-7',
    device_code: 'device-secret',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  })
  expect(registry.requests.map(({ path }) => path)).toEqual(['/v0.1/health', '/v0.1/auth/github-at'])
  expect(stdout + stderr).not.toMatch(/secret/)
})

test.each([
  { answer: { error: 'access_denied' }, says: 'declined' },
  { answer: { error: 'expired_token' }, says: 'expired' },
  { answer: { error: 'authorization_pending' }, says: 'The code was not confirmed' },
  { answer: { error: 'incorrect_device_code', error_description: 'No such code.' }, says: 'No such code.' },
])('the error of a failed device flow is explained: $answer.error', async ({ answer, says }) => {
  await using registry = await startRegistry()
  await using github = await startFakeServer(({ path }) => ({
    body: path.endsWith('/code') ? { device_code: 'd', user_code: 'u', verification_uri: 'v', interval: 60 } : answer,
  }))
  await using workspace = await openWorkspace()
  const outcome = await workspace.run(['login', 'github', '--registry', registry.url], {
    env: { MCP_PUBLISHER_GITHUB_URL: github.url },
  })
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(says) })
})

test('a registry without a client id requires a token', async () => {
  await using registry = await startRegistry({ '/v0.1/health': { body: { status: 'ok' } } })
  await using workspace = await openWorkspace()
  const outcome = await workspace.run(['login', 'github', '--registry', registry.url])
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--token') })
})

test('in GitHub Actions an identity token for this registry is exchanged', async () => {
  await using registry = await startRegistry()
  await using actions = await startFakeServer(() => ({ body: { value: 'id-token' } }))
  await using workspace = await openWorkspace()
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${actions.url}/id?api-version=2`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret' }
  expect((await workspace.run(['login', 'github-oidc', '--registry', `${registry.url}/`], { env })).exitCode).toBe(0)
  expect(actions.requests).toMatchObject([
    {
      path: `/id?api-version=2&audience=${encodeURIComponent(registry.url)}`,
      headers: { authorization: 'Bearer runner-secret' },
    },
  ])
  expect(registry.requests.map(jsonOf)).toEqual([{ oidc_token: 'id-token' }])
})

test('outside GitHub Actions, the error of github-oidc names the required permission', async () => {
  await using workspace = await openWorkspace()
  const outcome = await workspace.run(['login', 'github-oidc'])
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('id-token: write') })
})

test('a domain signs the time with its key', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace()
  const argv = ['login', 'dns', '-domain', 'Example.COM', '-private-key', SEED, '-registry', registry.url]
  const { exitCode, stdout, stderr } = await workspace.run(argv)
  expect(exitCode).toBe(0)
  const [request] = registry.requests
  const sent: unknown = request && jsonOf(request)
  const timestamp = textAt(sent, 'timestamp') ?? ''
  expect(request?.path).toBe('/v0.1/auth/dns')
  expect(textAt(sent, 'domain')).toBe('example.com')
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const [, publicKey = ''] = /p=(\S+)/.exec(stderr) ?? []
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') },
    format: 'jwk',
  })
  expect(verify(null, Buffer.from(timestamp), key, Buffer.from(textAt(sent, 'signed_timestamp') ?? '', 'hex'))).toBe(true)
  expect(stdout + stderr).not.toContain(SEED.slice(0, 8))
  const kept = await readFile(tokenFile(workspace), 'utf8')
  expect(JSON.parse(kept)).toEqual({ token: TOKEN, method: 'dns', registry: registry.url, domain: 'example.com' })
})

test('the key comes from a file or the environment too', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'my.key': `${SEED}\n` })
  const argv = ['login', 'http', '--domain', 'example.com', '--registry', registry.url]
  expect((await workspace.run([...argv, '--private-key-file', 'my.key'])).exitCode).toBe(0)
  expect((await workspace.run(argv, { env: { MCP_PUBLISHER_PRIVATE_KEY: SEED } })).exitCode).toBe(0)
  expect(registry.requests.map(({ path }) => path)).toEqual(['/v0.1/auth/http', '/v0.1/auth/http'])
})

test('--new-key creates a key, shows the record, waits until it is visible and logs in; later logins find the key', async () => {
  let record = ''
  let questions = 0
  await using registry = await startRegistry()
  await using workspace = await openWorkspace(
    {},
    {
      resolveTxt: async () => (questions++ < 3 ? [['v=spf1 -all']] : [['v=spf1 -all'], [record.slice(0, 20), record.slice(20)]]),
    },
  )
  const argv = ['login', 'dns', '--domain', 'example.com', '--registry', registry.url]
  const made = await workspace.run([...argv, '--new-key', '--wait', '0'])
  const file = join(workspace.home, '.config/mcp-publisher/keys/example.com.key')
  expect(made.exitCode).toBe(0)
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
  record = /IN TXT "(v=MCPv1; k=ed25519; p=[^"]+)"/.exec(made.stdout)?.[1] ?? ''
  expect(record).not.toBe('')
  expect(made.stdout).not.toContain((await readFile(file, 'utf8')).slice(0, 8))
  expect(registry.requests).toEqual([])

  const again = await workspace.run([...argv, '--new-key'])
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('already') })
  expect((await workspace.run(argv)).stderr).toContain(record)
})

test('--new-key waits, and logs in as soon as the key is visible', async () => {
  let shown = ''
  let questions = 0
  await using registry = await startRegistry()
  await using workspace = await openWorkspace(
    {},
    {
      resolveTxt: async (domain) => {
        if (domain !== 'example.com' || questions++ < 2) throw Object.assign(new Error('no data'), { code: 'ENODATA' })
        const key = await readFile(join(workspace.home, '.config/mcp-publisher/keys/example.com.key'), 'utf8')
        shown = openPrivateKey(key).publicKey
        return [[`v=MCPv1;k=ecdsap384;p=${shown}`]]
      },
    },
  )
  const argv = ['login', 'dns', '--domain', 'example.com', '--new-key', '--algorithm', 'ecdsap384', '--registry', registry.url]
  const { exitCode, stderr } = await workspace.run(argv)
  expect(exitCode).toBe(0)
  expect(workspace.pauses).toEqual([2000, 3000])
  expect(stderr).toContain(`v=MCPv1; k=ecdsap384; p=${shown}`)
})

test('--new-key fails after the timeout, and keeps the key', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({}, { resolveTxt: async () => [['v=MCPv1; k=ed25519; p=AAAA']] })
  const argv = ['login', 'dns', '--domain', 'example.com', '--new-key', '--wait', '1m', '--registry', registry.url]
  const { exitCode, stderr } = await workspace.run(argv)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('another key is published there')])
  expect(stderr).toContain(
    `The key is kept. When the record is there, run: mcp-publisher login dns --domain example.com --registry ${registry.url}`,
  )
})

test.each([
  { argv: ['login'], says: 'github, github-oidc, oidc, dns, http, none' },
  { argv: ['login', 'telepathy'], says: 'There is no method "telepathy"' },
  { argv: ['login', 'dns'], says: 'dns needs --domain' },
  { argv: ['login', 'dns', '--domain', 'https://example.com/'], says: 'is not a domain name' },
  { argv: ['login', 'dns', '--domain', '10.0.0.1'], says: 'is not a domain name' },
  { argv: ['login', 'dns', '--domain', 'example.com'], says: 'There is no private key for example.com' },
  { argv: ['login', 'dns', '--domain', 'example.com', '--private-key', 'ab'], says: '64 hexadecimal digits' },
  { argv: ['login', 'dns', 'my-hsm', '--domain', 'example.com'], says: 'no signing provider "my-hsm"' },
  { argv: ['login', 'dns', 'google-kms', '--domain', 'example.com'], says: '--resource' },
  { argv: ['login', 'http', 'azure-key-vault', '--domain', 'example.com', '--vault', 'v'], says: '--key' },
  { argv: ['login', 'dns', '--domain', 'example.com', '--new-key', '--wait', 'soon'], says: '90s, 10m or 1h' },
  { argv: ['login', 'none', '--registry', 'localhost:8080'], says: 'is not the URL of a registry' },
  { argv: ['login', 'dns', '--algorithm', 'rsa'], says: 'ed25519, ecdsap384' },
])('a usage error is exit code 2 and names what is missing: $argv', async ({ argv, says }) => {
  await using workspace = await openWorkspace()
  const { exitCode, stdout, stderr } = await workspace.run(argv)
  expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(says)])
})

test('the error for a signing provider without its SDK says how to install it', async () => {
  await using workspace = await openWorkspace()
  const kms = await workspace.run(['login', 'dns', 'google-kms', '-domain', 'example.com', '-resource', 'projects/p'])
  expect(kms).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('npm install --global @google-cloud/kms') })
  const vault = await workspace.run(['login', 'dns', 'azure-key-vault', '-domain', 'example.com', '-vault', 'v', '-key', 'k'])
  expect(vault).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('@azure/identity @azure/keyvault-keys') })
})

test('a refusal of the registry is shown with its code, and nothing is stored', async () => {
  const problem = {
    status: 401,
    body: { title: 'Unauthorized', detail: 'The clock is 40 s off.', code: 'invalid-token', retryable: false },
  }
  await using registry = await startRegistry({ '/v0.1/auth/none': problem })
  await using workspace = await openWorkspace()
  const refused = await workspace.run(['login', 'none', '--registry', registry.url])
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('error[invalid-token]: The clock is 40 s off.')
  expect(await readdir(workspace.home)).toEqual([])
  const asJson = await workspace.run(['login', 'none', '--registry', registry.url, '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({ error: { code: 'invalid-token', status: 401, retryable: false } })
})

test('the error for an unreachable registry names it', async () => {
  await using workspace = await openWorkspace()
  const registry = await startRegistry()
  await registry[Symbol.asyncDispose]()
  const { exitCode, stderr } = await workspace.run(['login', 'none', '--registry', registry.url])
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/error: http:\/\/127\.0\.0\.1:\d+\S* cannot be reached: connect ECONNREFUSED/),
  ])
})

test('the token is not sent after a redirect to another host', async () => {
  await using elsewhere = await startFakeServer(() => ({ body: {} }))
  await using registry = await startRegistry({ '/v0.1/auth/github-at': { status: 307, headers: { location: elsewhere.url } } })
  await using workspace = await openWorkspace()
  const outcome = await workspace.run(['login', 'github', '--token', 'gh-secret-4', '--registry', registry.url])
  expect(outcome.exitCode).toBe(1)
  expect(elsewhere.requests).toEqual([])
})

test('logout deletes the login and the files of earlier versions', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ '.mcpregistry_github_token': 'x', '.mcpregistry/token': 'x', 'kept.txt': 'x' })
  await writeFile(join(workspace.home, '.mcp_publisher_token'), '{}')
  await workspace.run(['login', 'none', '--registry', registry.url])
  expect(await workspace.run(['logout'])).toEqual({ exitCode: 0, stdout: '✓ Logged out\n', stderr: '' })
  expect(await readdir(workspace.cwd)).toEqual(['kept.txt'])
  expect(await readdir(workspace.home)).toEqual(['.config'])
  expect(await workspace.run(['logout'])).toEqual({ exitCode: 0, stdout: 'Not logged in\n', stderr: '' })
})

test('whoami asks the registry, and decodes the token where the registry has no such endpoint', async () => {
  await using registry = await startRegistry({
    '/v0.1/auth/whoami': {
      body: {
        method: 'github-at',
        subject: 'alice',
        permissions: [{ action: 'publish', resource: 'io.github.alice/*' }],
        deniedNamespaces: ['io.github.alice.spam'],
        notGranted: [
          { resource: 'io.github.acme/*', reason: 'not-an-owner', detail: 'You are not an owner of acme.' },
          { reason: 'more', detail: '3 more organisations are not granted.' },
        ],
        expiresAt: '2030-03-17T17:46:40.000Z',
      },
    },
  })
  await using other = await startRegistry()
  await using workspace = await openWorkspace()
  expect(await workspace.run(['whoami'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Not logged in') })
  await workspace.run(['login', 'none', '--registry', registry.url])
  expect((await workspace.run(['whoami'])).stdout).toBe(
    [
      `alice by github-at at ${registry.url}`,
      '  may publish io.github.alice/*',
      '  not granted: io.github.acme/*: You are not an owner of acme.',
      '  not granted: 3 more organisations are not granted.',
      '  denied by this registry: io.github.alice.spam',
      '  until 2030-03-17T17:46:40.000Z\n',
    ].join('\n'),
  )
  await workspace.run(['login', 'none', '--registry', other.url])
  expect((await workspace.run(['whoami'])).stdout).toBe(
    `unknown user by none at ${other.url}\n  may publish io.github.alice/*\n  until 2030-03-17T17:46:40.000Z\n`,
  )
})

/** A registry that shows its view of a domain, as the list says, one after the other. */
function startSeeingRegistry(views: unknown[], answers: (request: SeenRequest) => FakeAnswer | undefined = () => undefined) {
  return startFakeServer((request) => {
    if (request.path === '/v0.1/auth/diagnose') return { body: views.length > 1 ? views.shift() : views[0] }
    return answers(request) ?? { body: { registry_token: TOKEN, expires_at: EXPIRES_AT } }
  })
}
const seeing = (...records: unknown[]) => ({
  dns: { records, ...(records.length === 0 && { problem: 'No key is published there.' }) },
  http: { records: [] },
})
const NEW_KEY = ['login', 'dns', '--domain', 'example.com', '--new-key', '--registry']

verifies(
  'publisher:registry-view-decides',
  '--new-key waits until the registry sees the key, whatever this machine sees',
  async () => {
    const own = { algorithm: 'ed25519', fingerprint: 'SHA256:x', signed: true }
    await using registry = await startSeeingRegistry([seeing(), seeing({ ...own, signed: false }), seeing(own)])
    await using workspace = await openWorkspace({}, { resolveTxt: () => Promise.reject(new Error('this machine was asked')) })
    const { exitCode, stderr } = await workspace.run([...NEW_KEY, registry.url])
    expect(exitCode, stderr).toBe(0)
    expect(workspace.pauses).toEqual([2000, 3000])
    expect(registry.requests.map(({ path }) => path)).toEqual([...Array(3).fill('/v0.1/auth/diagnose'), '/v0.1/auth/dns'])
    expect(registry.requests.map(jsonOf)[0]).toMatchObject({ domain: 'example.com', signed_timestamp: expect.any(String) })
  },
)

test('the timeout of --new-key names what the registry reports', async () => {
  await using registry = await startSeeingRegistry([seeing()])
  await using workspace = await openWorkspace()
  const { exitCode, stderr } = await workspace.run([...NEW_KEY, registry.url, '--wait', '1m'])
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining(`${new URL(registry.url).host} reports: No key is published there. The key is kept.`),
  ])
})

test('a registry that does not show its view is asked to log in until it sees the key that this machine sees', async () => {
  let refusals = 2
  await using registry = await startFakeServer(({ path }) => {
    if (path !== '/v0.1/auth/dns') return undefined
    return refusals-- > 0
      ? { status: 401, body: { detail: 'no MCP public key found in DNS TXT records' } }
      : { body: { registry_token: TOKEN, expires_at: EXPIRES_AT } }
  })
  const keyFile = () => join(workspace.home, '.config/mcp-publisher/keys/example.com.key')
  await using workspace: Workspace = await openWorkspace(
    {},
    { resolveTxt: async () => [[`v=MCPv1; k=ed25519; p=${openPrivateKey(await readFile(keyFile(), 'utf8')).publicKey}`]] },
  )
  const { exitCode, stderr } = await workspace.run([...NEW_KEY, registry.url])
  expect(exitCode, stderr).toBe(0)
  expect(workspace.pauses).toEqual([2000, 3000])
})

test('Ctrl-C while waiting for a key says how to go on', async () => {
  await using registry = await startSeeingRegistry([seeing()])
  await using workspace = await openWorkspace({}, { sleep: () => Promise.reject(new DOMException('aborted', 'AbortError')) })
  const { exitCode, stderr } = await workspace.run([...NEW_KEY, registry.url])
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining(
      `error: Interrupted. The key is kept. When the record is there, run: mcp-publisher login dns --domain example.com --registry ${registry.url}\n`,
    ),
  ])
})

test('a login in the second of another one with the same key signs again', async () => {
  const used = { status: 401, body: { detail: 'Used before.', code: 'signature-used', retryable: true } }
  const answers = [used, used]
  await using registry = await startFakeServer(
    () => answers.shift() ?? { body: { registry_token: TOKEN, expires_at: EXPIRES_AT } },
  )
  await using workspace = await openWorkspace()
  const argv = ['login', 'dns', '--domain', 'example.com', '--private-key', SEED, '--registry', registry.url]
  const { exitCode, stderr } = await workspace.run(argv)
  expect(exitCode, stderr).toBe(0)
  expect(workspace.pauses).toEqual([1000, 1000])
  expect(new Set(registry.requests.map((request) => textAt(jsonOf(request), 'timestamp'))).size).toBe(3)
})

test('the audience is the origin of a registry below a path, or what --audience says', async () => {
  await using registry = await startFakeServer(() => ({ body: { registry_token: TOKEN, expires_at: EXPIRES_AT } }))
  await using actions = await startFakeServer(() => ({ body: { value: 'id-token' } }))
  await using workspace = await openWorkspace()
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${actions.url}/id`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret' }
  const argv = ['login', 'github-oidc', '--registry', `${registry.url}/tools`]
  expect((await workspace.run(argv, { env })).exitCode).toBe(0)
  expect((await workspace.run([...argv, '--audience', 'our-registry'], { env })).exitCode).toBe(0)
  const audiences = actions.requests.map(({ path }) => new URL(path, actions.url).searchParams.get('audience'))
  expect(audiences).toEqual([registry.url, 'our-registry'])
})

test('an ID token of another issuer is exchanged, from the environment or an option', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace()
  const argv = ['login', 'oidc', '--registry', registry.url]
  expect((await workspace.run(argv, { env: { MCP_OIDC_TOKEN: 'id-token-1' } })).exitCode).toBe(0)
  expect((await workspace.run([...argv, '--token', 'id-token-2'])).exitCode).toBe(0)
  expect(registry.requests.map(({ path, body }) => [path, body.toString()])).toEqual([
    ['/v0.1/auth/oidc', '{"oidc_token":"id-token-1"}'],
    ['/v0.1/auth/oidc', '{"oidc_token":"id-token-2"}'],
  ])
  expect(await workspace.run(argv)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MCP_OIDC_TOKEN') })
})
