import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FakeServer, startFakeServer, toToken } from '@mcp-registry/testkit/fake-server'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const META = 'io.modelcontextprotocol.registry/publisher-provided'
const documentFor = (meta?: unknown) =>
  JSON.stringify({ name: 'com.alice/weather', version: '1.0.0', ...(meta !== undefined && { _meta: { [META]: meta } }) })
const files = { 'server.json': documentFor() }

/** A registry that gives tokens of its own, unless it is closed. */
function startRegistry(name: string, { isClosed = false } = {}): Promise<FakeServer> {
  const token = toToken({ exp: 4_000_000_000, registry: name })
  return startFakeServer(({ path }) => {
    if (isClosed) return { status: 401, body: { detail: 'No.', code: 'invalid-token', retryable: false } }
    return path.startsWith('/v0.1/auth/') ? { body: { registry_token: token, expires_at: 4_000_000_000 } } : { body: {} }
  })
}

const logIn = (workspace: Workspace, { url }: FakeServer) => workspace.run(['login', 'none', '--registry', url])
const countPublications = ({ requests }: FakeServer) => requests.filter(({ path }) => path === '/v0.1/publish').length

test('the login in use is the last one, and --registry or MCP_REGISTRY_URL chooses another', async () => {
  await using pair = await startTwo()
  const [first, second] = pair
  await using workspace = await openWorkspace(files)
  await logIn(workspace, first)
  await logIn(workspace, second)
  expect((await workspace.run(['publish'])).exitCode).toBe(0)
  expect([countPublications(first), countPublications(second)]).toEqual([0, 1])
  expect((await workspace.run(['publish', '--registry', `${first.url}/`])).exitCode).toBe(0)
  expect((await workspace.run(['publish'], { env: { MCP_REGISTRY_URL: first.url } })).exitCode).toBe(0)
  expect([countPublications(first), countPublications(second)]).toEqual([2, 1])
  // --registry precedes the variable, and neither changes the login in use.
  expect((await workspace.run(['publish', '--registry', second.url], { env: { MCP_REGISTRY_URL: first.url } })).exitCode).toBe(0)
  expect((await workspace.run(['publish'])).exitCode).toBe(0)
  expect([countPublications(first), countPublications(second)]).toEqual([2, 3])
  const tokens = [first, second].map(
    ({ requests }) => new Set(requests.map(({ headers }) => headers.authorization).filter(Boolean)).size,
  )
  expect(tokens).toEqual([1, 1])
})

test('MCP_REGISTRY_URL is the registry of a login, and a list of registries is refused', async () => {
  await using registry = await startRegistry('a')
  await using workspace = await openWorkspace(files)
  expect((await workspace.run(['login', 'none'], { env: { MCP_REGISTRY_URL: registry.url } })).exitCode).toBe(0)
  expect((await workspace.run(['whoami'])).stdout).toContain(registry.url)
  const env = { MCP_REGISTRY_URL: 'https://a.example, https://b.example' }
  expect(await workspace.run(['publish'], { env })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Choose one with --registry'),
  })
  expect(await workspace.run(['publish'], { env: { MCP_REGISTRY_URL: 'localhost' } })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('MCP_REGISTRY_URL: "localhost" is not the URL of a registry'),
  })
})

for (const [name, argv] of [
  ['refused by the registry', ['login', 'none']],
  ['without a required option', ['login', 'dns']],
] as const)
  verifies(
    'publisher:failed-login-leaves-no-other-login',
    `a login that failed leaves no login to another registry in use: ${name}`,
    async () => {
      await using registry = await startRegistry('a')
      await using closed = await startRegistry('b', { isClosed: true })
      await using workspace = await openWorkspace(files)
      await logIn(workspace, registry)
      expect((await workspace.run([...argv, '--registry', closed.url])).exitCode).not.toBe(0)
      expect(await workspace.run(['publish'])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(`Or choose one of your logins with --registry: ${registry.url}`),
      })
      expect(countPublications(registry)).toBe(0)
      expect((await workspace.run(['publish', '--registry', registry.url])).exitCode).toBe(0)
    },
  )

test('a login that failed at the same registry keeps the earlier one', async () => {
  await using registry = await startRegistry('a')
  await using workspace = await openWorkspace(files)
  await logIn(workspace, registry)
  expect((await workspace.run(['login', 'dns', '--registry', registry.url])).exitCode).toBe(2)
  expect((await workspace.run(['publish'])).exitCode).toBe(0)
})

test('the files of logins are readable only by their user, and logout removes one or all', async () => {
  await using pair = await startTwo()
  const [first, second] = pair
  await using workspace = await openWorkspace(files)
  await logIn(workspace, first)
  await logIn(workspace, second)
  const folder = join(workspace.home, '.config/mcp-publisher')
  expect(((await stat(join(folder, 'logins'))).mode & 0o777).toString(8)).toBe('700')
  expect(JSON.parse(await readFile(join(folder, 'token.json'), 'utf8'))).toMatchObject({ registry: second.url })
  expect((await workspace.run(['whoami'])).stderr).toContain(`Also logged in to ${first.url}`)
  expect((await workspace.run(['logout', '--registry', first.url])).stdout).toBe('✓ Logged out\n')
  expect((await workspace.run(['logout', '--registry', first.url])).stdout).toBe('Not logged in\n')
  expect((await workspace.run(['publish', '--registry', first.url])).exitCode).toBe(1)
  expect((await workspace.run(['publish'])).exitCode).toBe(0)
  await logIn(workspace, first)
  expect((await workspace.run(['logout'])).stdout).toBe('✓ Logged out\n')
  expect(await workspace.run(['publish', '--registry', second.url])).toMatchObject({
    exitCode: 1,
    stderr: expect.not.stringContaining('There are logins'),
  })
})

for (const { name, required, source } of [
  {
    name: 'the document',
    required: (url: string) => ({ 'server.json': documentFor({ registry: url }) }),
    source: 'server.json (_meta',
  },
  {
    name: '.mcppublisher',
    required: (url: string) => ({ ...files, '.mcppublisher': JSON.stringify({ registry: `${url}/` }) }),
    source: '.mcppublisher',
  },
])
  verifies(
    'publisher:project-names-its-registry',
    `a project that names its registry in ${name} is published there alone`,
    async () => {
      await using pair = await startTwo()
      const [own, other] = pair
      await using workspace = await openWorkspace(required(own.url))
      await logIn(workspace, other)
      const refused = await workspace.run(['publish'])
      expect([refused.exitCode, refused.stderr]).toEqual([
        1,
        expect.stringContaining(`Not logged in to ${own.url}, which ${source}`),
      ])
      // It is no choice, as the project permits one registry only.
      expect(refused.stderr).not.toContain('Or choose one of your logins')
      await logIn(workspace, own)
      await logIn(workspace, other)
      for (const options of [
        { argv: ['publish', '--registry', other.url], env: {} },
        { argv: ['publish', '--dry-run'], env: { MCP_REGISTRY_URL: other.url } },
      ]) {
        const { exitCode, stderr } = await workspace.run(options.argv, { env: options.env })
        expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`permits only the registry ${own.url}`)])
        expect(stderr).toContain(`Give --registry ${own.url}, or change ${source}`)
      }
      expect([countPublications(own), countPublications(other)]).toEqual([0, 0])
      // The login in use is to the other registry; the project chooses its own.
      expect((await workspace.run(['publish'])).exitCode).toBe(0)
      expect([countPublications(own), countPublications(other)]).toEqual([1, 0])
    },
  )

test.each([
  { added: { '.mcppublisher': 'registry=x' }, says: '.mcppublisher names no registry. It reads: {"registry"' },
  { added: { '.mcppublisher': '{"registry":"x"}' }, says: '.mcppublisher: "x" is not the URL of a registry' },
  { added: { 'server.json': documentFor({ registry: { url: 'x' } }) }, says: 'is not the URL of a registry' },
  {
    added: { '.mcppublisher': '{"registry":"https://a.example"}', 'server.json': documentFor({ registry: 'https://b.example' }) },
    says: 'Remove one of them',
  },
])('a registry that cannot be read is refused: $says', async ({ added, says }) => {
  await using registry = await startRegistry('a')
  await using workspace = await openWorkspace({ ...files, ...added })
  await logIn(workspace, registry)
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).not.toEqual([0, expect.anything()])
  expect(stderr).toContain(says)
  expect(countPublications(registry)).toBe(0)
})

test('the project also guards changes of status', async () => {
  await using pair = await startTwo()
  const [own, other] = pair
  await using workspace = await openWorkspace({ '.mcppublisher': JSON.stringify({ registry: own.url }) })
  await logIn(workspace, other)
  const { exitCode, stderr } = await workspace.run(['delete', 'com.alice/weather', '1.0.0', '--registry', other.url])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('permits only the registry')])
})

async function startTwo(): Promise<[FakeServer, FakeServer] & AsyncDisposable> {
  const servers: [FakeServer, FakeServer] = [await startRegistry('first'), await startRegistry('second')]
  return Object.assign(servers, {
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await server[Symbol.asyncDispose]()
    },
  })
}
