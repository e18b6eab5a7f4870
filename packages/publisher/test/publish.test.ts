import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FakeAnswer, type FakeServer, type SeenRequest, startFakeServer, toToken } from '@mcp-registry/testkit/fake-server'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const HOUR_MS = 3_600_000
const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'

// The order of keys, the white space and the byte order mark are the publisher's own.
const DOCUMENT = `\uFEFF{ "version": "1.0.0",\r\n  "name":"com.alice/weather", "description": "Wetter für \\u00fcberall", "$schema": "${SCHEMA}" }\n`

const notYet: FakeAnswer = {
  status: 400,
  body: { title: 'x', detail: 'weather@1.0.0 is not visible yet.', code: 'package-not-yet-visible', retryable: true },
}

async function logIn(workspace: Workspace, registry: FakeServer, login: Readonly<Record<string, string>> = {}): Promise<void> {
  await mkdir(join(workspace.home, '.config/mcp-publisher'), { recursive: true })
  const token = toToken({ exp: Math.floor((Date.now() + HOUR_MS) / 1000) })
  const content = { token, method: 'github', registry: registry.url, ...login }
  await writeFile(join(workspace.home, '.config/mcp-publisher/token.json'), JSON.stringify(content))
}

/** A registry that answers a publication as the list says, one after the other, and then publishes. */
function startRegistry(
  publications: FakeAnswer[] = [],
  others: (request: SeenRequest) => FakeAnswer | undefined = () => undefined,
) {
  return startFakeServer((request) => {
    if (!request.path.startsWith('/v0.1/publish')) return others(request)
    return publications.shift() ?? { body: { server: { name: 'com.alice/weather' }, _meta: {} } }
  })
}

/** What was sent to the registry, without the look at what it has already. */
function listSent({ requests }: FakeServer): readonly SeenRequest[] {
  return requests.filter(({ method, path }) => method !== 'GET' || !path.includes('/servers/'))
}

test('the bytes of the file are sent as they are without a byte order mark, with the token', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry, { token: 'not-a-jwt' })
  const { exitCode, stdout, stderr } = await workspace.run(['publish'])
  expect([exitCode, stdout]).toEqual([0, '✓ Successfully published com.alice/weather 1.0.0\n'])
  expect(listSent(registry)).toHaveLength(1)
  expect(listSent(registry)[0]?.body.equals(Buffer.from(DOCUMENT.slice(1)))).toBe(true)
  expect(listSent(registry)[0]?.headers).toMatchObject({ authorization: 'Bearer not-a-jwt', 'content-type': 'application/json' })
  expect(stdout + stderr).not.toContain('not-a-jwt')
})

test.each([
  ['publish', 'other.json'],
  ['publish', '--file=other.json'],
  ['publish', '-file', 'other.json'],
])('another file is named in any of the ways: %s %s', async (...argv) => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'other.json': '{"name":"com.alice/other","version":"2.0.0"}' })
  await logIn(workspace, registry)
  expect(await workspace.run(argv)).toMatchObject({ exitCode: 0, stdout: '✓ Successfully published com.alice/other 2.0.0\n' })
})

test('warnings of the registry are shown, and are part of the JSON', async () => {
  const body = { server: {}, warnings: ['2.0.0 stays the latest version.'] }
  await using registry = await startRegistry([{ body }, { body }])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  expect((await workspace.run(['publish'])).stderr).toContain('warning: 2.0.0 stays the latest version.')
  const { stdout, stderr } = await workspace.run(['publish', '--json'])
  expect([JSON.parse(stdout), stderr]).toEqual([body, ''])
})

test('--wait retries while a package is not visible yet', async () => {
  await using registry = await startRegistry([notYet, { ...notYet, headers: { 'retry-after': '20' } }, notYet])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stdout } = await workspace.run(['publish', '--wait', '10m'])
  expect([exitCode, stdout]).toEqual([0, '✓ Successfully published com.alice/weather 1.0.0\n'])
  expect(workspace.pauses).toEqual([5000, 20_000, 11_250])
})

test('--wait fails with the last error after its time', async () => {
  await using registry = await startRegistry(Array.from({ length: 50 }, () => notYet))
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish', '--wait', '1m'])
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/error\[package-not-yet-visible\]: weather@1\.0\.0 is not visible yet\. Waited \d+ s\./)
  expect(workspace.pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(60_000)
})

test('without --wait there is no retry, and the hint names the option', async () => {
  await using registry = await startRegistry([notYet])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('To wait for it: --wait 10m')])
  expect(listSent(registry)).toHaveLength(1)
})

verifies('publisher:wait-for-first-release', '--wait also waits for the first release of a package', async () => {
  const unknown = {
    status: 400,
    body: { title: 'Bad Request', detail: 'weather does not exist.', code: 'package-not-found', retryable: false },
  }
  await using registry = await startRegistry([unknown, unknown, notYet, unknown])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  expect(await workspace.run(['publish', '--wait', '10m'])).toMatchObject({ exitCode: 0 })
  expect(workspace.pauses).toHaveLength(4)
  await using other = await startRegistry([unknown])
  await logIn(workspace, other)
  expect(await workspace.run(['publish'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('weather does not exist.'),
  })
})

test('an error that is not retryable is not retried', async () => {
  const conflict = {
    status: 409,
    body: { title: 'Conflict', detail: 'Publish a new version.', code: 'version-exists', retryable: false },
  }
  await using registry = await startRegistry([conflict])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish', '--wait', '10m'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('error[version-exists]: Publish a new version.')])
  expect(workspace.pauses).toEqual([])
})

test('a token that expires while waiting is renewed, where the method allows it', async () => {
  const expired = { status: 401, body: { title: 'Unauthorized', detail: 'The token has expired.' } }
  await using registry = await startRegistry([notYet, expired], ({ path }) =>
    path === '/v0.1/auth/dns' ? { body: { registry_token: 'second-token', expires_at: 1 } } : undefined,
  )
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry, { method: 'dns', domain: 'alice.com' })
  const outcome = await workspace.run(['publish', '--wait', '1m'], { env: { MCP_PUBLISHER_PRIVATE_KEY: SEED } })
  expect(outcome.exitCode).toBe(0)
  expect(listSent(registry).map(({ path, headers }) => [path, headers.authorization === 'Bearer second-token'])).toEqual([
    ['/v0.1/publish', false],
    ['/v0.1/publish', false],
    ['/v0.1/auth/dns', false],
    ['/v0.1/publish', true],
  ])
})

test('a token that has expired already is not sent', async () => {
  await using registry = await startRegistry([], ({ path }) =>
    path === '/v0.1/auth/none' ? { body: { registry_token: 'second-token', expires_at: 1 } } : undefined,
  )
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry, { method: 'none', token: toToken({ exp: 1000 }) })
  expect((await workspace.run(['publish'])).exitCode).toBe(0)
  expect(listSent(registry).map(({ path }) => path)).toEqual(['/v0.1/auth/none', '/v0.1/publish'])
})

test('the error for an expired token that cannot be renewed names the login to repeat', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry, { token: toToken({ exp: 1000 }) })
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`mcp-publisher login github --registry ${registry.url}`)])
  const domain = { method: 'dns', domain: 'alice.com', privateKeyFile: '/no/my key' }
  await logIn(workspace, registry, { token: toToken({ exp: 1000 }), ...domain })
  expect((await workspace.run(['publish'])).stderr).toContain(
    `mcp-publisher login dns --domain alice.com --private-key-file '/no/my key' --registry ${registry.url}\n`,
  )
  expect(listSent(registry)).toEqual([])
})

test('on 422 the issues of the registry are shown at their lines', async () => {
  const refusal = { status: 422, body: { title: 'Unprocessable Entity', detail: 'Failed to publish server' } }
  const issue = {
    type: 'semantic',
    path: 'name',
    message: 'This name is reserved.',
    severity: 'error',
    reference: 'reserved-name',
  }
  await using registry = await startRegistry([refusal, refusal], ({ path }) =>
    path === '/v0.1/validate' ? { body: { valid: false, issues: [issue] } } : undefined,
  )
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stdout, stderr } = await workspace.run(['publish'])
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain('server.json:2:10 error name: This name is reserved. [reserved-name]')
  expect(stderr).toContain('    |          ^^^^^^^^^^^^^^^^^^^')
  const asJson = await workspace.run(['publish', '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    error: { code: 'invalid-document', issues: [{ ...issue, line: 2, column: 10 }] },
  })
})

test.each([
  { text: '{"name": }', says: 'server.json:1:10 error' },
  { text: '{"name": "a/b", "name": "a/c"}', says: 'occurs twice' },
])('a file that is not JSON for everyone is shown where it breaks, and nothing is sent: $text', async ({ text, says }) => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'server.json': text })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says)])
  expect(registry.requests).toEqual([])
})

test('--dry-run is sent to a registry that supports it', async () => {
  const openapi = { paths: { '/v0.1/publish': { post: { parameters: [{ name: 'dry_run', in: 'query' }] } } } }
  await using registry = await startRegistry([], ({ path }) => (path === '/openapi.json' ? { body: openapi } : undefined))
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stdout } = await workspace.run(['publish', '-dry-run'])
  expect([exitCode, stdout]).toEqual([0, '✓ com.alice/weather 1.0.0 can be published (nothing was changed)\n'])
  expect(listSent(registry).map(({ path }) => path)).toEqual(['/openapi.json', '/v0.1/publish?dry_run=true'])
})

test('--dry-run publishes nothing in a registry without it, and says what was not checked', async () => {
  await using registry = await startRegistry([], ({ path }) =>
    path === '/v0.1/validate' ? { body: { valid: true, issues: [] } } : undefined,
  )
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish', '--dry-run'])
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('permission and package ownership are not')])
  expect(listSent(registry).map(({ path }) => path)).toEqual(['/openapi.json', '/v0.1/validate'])
})

verifies('publisher:token-goes-to-its-registry-only', 'the token is sent only to its own registry', async () => {
  await using registry = await startRegistry()
  await using other = await startRegistry()
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish', '--registry', other.url])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`Not logged in to ${other.url}`)])
  expect(stderr).toContain(`mcp-publisher login <github|github-oidc|oidc|dns|http|none> --registry ${other.url}`)
  expect(stderr).toContain(`\nOr choose one of your logins with --registry: ${registry.url}\n`)
  expect(other.requests).toEqual([])
})

test('the error without a valid login names the command to run', async () => {
  await using registry = await startRegistry()
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  expect((await workspace.run(['publish'])).stderr).toContain('mcp-publisher login')
  await logIn(workspace, registry)
  for (const text of ['not JSON', '{"token":"x","registry":"nowhere"}']) {
    await writeFile(join(workspace.home, '.config/mcp-publisher/token.json'), text)
    expect(await workspace.run(['publish'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('mcp-publisher logout'),
    })
  }
})

test('Ctrl-C ends the waiting', async () => {
  await using registry = await startRegistry([notYet])
  await using workspace = await openWorkspace(
    { 'server.json': DOCUMENT },
    {
      sleep: async () => {
        throw new DOMException('aborted', 'AbortError')
      },
    },
  )
  await logIn(workspace, registry)
  expect(await workspace.run(['publish', '--wait', '10m'])).toMatchObject({
    exitCode: 1,
    stderr: [
      `Publishing com.alice/weather 1.0.0 to ${registry.url} …`,
      `error: Interrupted. To go on, run: mcp-publisher publish server.json --wait 10m --registry ${registry.url}\n`,
    ].join('\n'),
  })
})

test('Ctrl-C at a terminal clears the line that it was echoed to', async () => {
  await using registry = await startRegistry([notYet])
  await using workspace = await openWorkspace(
    { 'server.json': DOCUMENT },
    { sleep: () => Promise.reject(new DOMException('aborted', 'AbortError')) },
  )
  await logIn(workspace, registry)
  const { stderr } = await workspace.run(['publish', '--wait', '10m'], { isTTY: true })
  expect(stderr).toContain('\r\u001B[K\u001B[31merror:\u001B[39m Interrupted. To go on, run: ')
})

/** An error of the official registry: no code, and the reason below a general detail. */
const officialRefusal = (message: string): FakeAnswer => ({
  status: 400,
  body: { title: 'Bad Request', status: 400, detail: 'Failed to publish server', errors: [{ message }] },
})
const duplicate = officialRefusal('invalid version: cannot publish duplicate version')

test('--wait also waits for a package that the official registry does not find', async () => {
  const missing = officialRefusal(
    "registry validation failed for package 0 (weather): NPM package 'weather' not found (status: 404)",
  )
  await using registry = await startRegistry([missing, missing])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  expect(await workspace.run(['publish', '--wait', '10m'])).toMatchObject({ exitCode: 0 })
  expect(workspace.pauses).toHaveLength(2)
})
const entryOf = (server: unknown, status = 'active') => ({
  body: { server, _meta: { 'io.modelcontextprotocol.registry/official': { status, isLatest: true } } },
})

for (const { entry, exitCode, says } of [
  { entry: entryOf({ ...JSON.parse(DOCUMENT.slice(1)) }), exitCode: 0, says: 'is already published, with the same content' },
  {
    entry: entryOf({ ...JSON.parse(DOCUMENT.slice(1)), description: 'Other' }),
    exitCode: 1,
    says: 'error[version-exists]: com.alice/weather 1.0.0 is already published with different content. Publish a new version.',
  },
  {
    entry: entryOf({ ...JSON.parse(DOCUMENT.slice(1)) }, 'deleted'),
    exitCode: 1,
    says: 'com.alice/weather 1.0.0 was published and deleted. Publish a new version.',
  },
])
  verifies(
    'publisher:duplicate-with-same-content-succeeds',
    `the refusal of a duplicate by the official registry is explained: ${says}`,
    async () => {
      await using registry = await startRegistry([duplicate], ({ path }) => (path.includes('/servers/') ? entry : undefined))
      await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
      await logIn(workspace, registry)
      const outcome = await workspace.run(['publish'])
      expect([outcome.exitCode, outcome.stdout + outcome.stderr]).toEqual([exitCode, expect.stringContaining(says)])
    },
  )

test('a pre-release that becomes the latest version is warned about', async () => {
  const published = (version: string, isLatest: boolean) => ({
    body: { server: { version }, _meta: { 'io.modelcontextprotocol.registry/official': { isLatest } } },
  })
  await using registry = await startRegistry([
    published('2.0.0-beta.1', true),
    published('2.0.0-beta.1', false),
    published('2.0.0', true),
  ])
  await using workspace = await openWorkspace({ 'server.json': DOCUMENT })
  await logIn(workspace, registry)
  expect((await workspace.run(['publish'])).stderr).toContain('warning: 2.0.0-beta.1 is a pre-release and now the latest version')
  for (const _ of [1, 2]) expect((await workspace.run(['publish'])).stderr).not.toContain('pre-release')
})

test('in GitHub Actions issues and errors are annotations', async () => {
  const text = '{\n  "name": "com.alice/weather",\n  "description": "100% a, b",\n  "version": "^1.0.0"\n}'
  const refusal = { status: 422, body: { detail: 'Failed to publish server' } }
  const conflict = { status: 409, body: { detail: 'Publish a new version.\n::warning::x', code: 'version-exists' } }
  await using registry = await startRegistry([refusal, conflict])
  await using workspace = await openWorkspace({ 'sub/server.json': text })
  await logIn(workspace, registry)
  const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace.cwd }
  const annotation = '::error file=sub/server.json,line=4,col=14,title=version-looks-like-range::version: '
  const lines = (output: string) => output.split('\n').filter((line) => line.startsWith('::'))
  const { stderr } = await workspace.run(['publish', 'sub/server.json'], { env })
  expect(lines(stderr)).toEqual(expect.arrayContaining([expect.stringContaining(annotation)]))
  const validation = await workspace.run(['validate', 'sub/server.json'], { env })
  expect(lines(validation.stderr)).toEqual(lines(stderr))
  expect((await workspace.run(['validate', 'sub/server.json'])).stderr).toBe('')
  const failed = await workspace.run(['publish', 'sub/server.json'], { env })
  expect(lines(failed.stderr)).toContain('::error title=mcp-publisher publish::Publish a new version. ::warning::x')
})

test('a registry that keeps a message while the status stays is not said to have removed it', async () => {
  const meta = { status: 'deprecated', statusMessage: 'Use 2.0.0', isLatest: true }
  const server = { name: 'com.alice/weather', version: '1.0.0' }
  await using registry = await startRegistry([], ({ method }) =>
    method === 'PATCH'
      ? officialRefusal('No changes to apply')
      : { body: { server, _meta: { 'io.modelcontextprotocol.registry/official': meta } } },
  )
  await using workspace = await openWorkspace()
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['deprecate', 'com.alice/weather', '1.0.0'])
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining('This registry keeps a message while the status stays the same'),
  ])
  const again = await workspace.run(['deprecate', 'com.alice/weather', '1.0.0', '--message', 'Use 2.0.0'])
  expect([again.exitCode, again.stdout]).toEqual([0, '✓ com.alice/weather 1.0.0: deprecated already (nothing was changed)\n'])
})
