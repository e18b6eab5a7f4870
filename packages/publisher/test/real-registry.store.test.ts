import { RegistryError, type ServerJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry, type TestRegistryOptions } from '../../server/test/harness/start-test-registry.js'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const name = 'io.modelcontextprotocol.anonymous/weather'

async function openRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry & { readonly url: string }> {
  const registry = await startTestRegistry({ anonymous: true, ...options })
  return { ...registry, url: await registry.listen() }
}

async function loggedIn(registry: { readonly url: string }, document: Partial<ServerJson> = {}): Promise<Workspace> {
  const text = JSON.stringify(serverJson({ name, ...document }), null, 2)
  const workspace = await openWorkspace({ 'server.json': text })
  const { exitCode, stderr } = await workspace.run(['login', 'none', '--registry', registry.url])
  expect(exitCode, stderr).toBe(0)
  return workspace
}

async function listStatuses(registry: TestRegistry): Promise<unknown> {
  const path = `/v0.1/servers/${encodeURIComponent(name)}/versions?include_deleted=true`
  const { servers } = (await registry.get(path)).json<{
    servers: { server: { version: string }; _meta: Record<string, { status: string; statusMessage?: string }> }[]
  }>()
  return servers.map(({ server, _meta }) => [server.version, ...Object.values(_meta).map(({ status }) => status)])
}

async function findMessage(registry: TestRegistry): Promise<string | undefined> {
  const path = `/v0.1/servers/${encodeURIComponent(name)}/versions/1.0.0?include_deleted=true`
  const { _meta } = (await registry.get(path)).json<{ _meta: Record<string, { statusMessage?: string }> }>()
  return Object.values(_meta)[0]?.statusMessage
}

test('the published document is that of the file, and publishing it again succeeds', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  expect(await workspace.run(['publish'])).toMatchObject({ exitCode: 0, stdout: `✓ Successfully published ${name} 1.0.0\n` })
  expect(await workspace.run(['publish'])).toMatchObject({
    exitCode: 0,
    stdout: `✓ ${name} 1.0.0 is already published, with the same content (nothing was changed)\n`,
  })
  expect(JSON.parse((await workspace.run(['publish', '--json'])).stdout)).toMatchObject({ alreadyPublished: true })
  const entry = (await registry.get(`/v0.1/servers/${encodeURIComponent(name)}/versions/1.0.0`)).json()
  expect(entry.server).toEqual(JSON.parse(await workspace.read('server.json')))
})

test('a dry run checks at the registry and publishes nothing', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  const { exitCode, stdout, stderr } = await workspace.run(['publish', '--dry-run'])
  expect([exitCode, stdout]).toEqual([0, `✓ ${name} 1.0.0 can be published (nothing was changed)\n`])
  expect(stderr).not.toContain('has no dry run')
  expect((await registry.get('/v0.1/servers')).json().servers).toEqual([])
})

test('--wait waits until the package is visible', async () => {
  let questions = 0
  const ownership = {
    prove: async () => {
      questions += 1
      if (questions < 3) throw new RegistryError('package-not-yet-visible', 'Version 1.0.0 of weather is not visible yet.')
    },
  }
  await using registry = await openRegistry({ ownership })
  await using workspace = await loggedIn(registry)
  const { exitCode, stdout } = await workspace.run(['publish', '--wait', '10m'])
  expect([exitCode, stdout]).toEqual([0, `✓ Successfully published ${name} 1.0.0\n`])
  expect(workspace.pauses).toEqual([5000, 7500])
})

test('other content under the same version is refused with its code and the differences', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.run(['publish'])
  await workspace.write('server.json', JSON.stringify(serverJson({ name, description: 'Other content.' })))
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('error[version-exists]: ')])
  expect(stderr).toContain('body.description')
})

test('the issues of a document are shown at its lines', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.write('server.json', `{\n  "name": "${name}",\n  "description": "Forecasts",\n  "version": 3\n}`)
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('server.json:4:14 error version: ')])
  expect(stderr).toContain('✗ server.json was not published')
})

test('a name that the login does not cover is refused, with what it covers', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry, { name: 'com.example/weather' })
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('io.modelcontextprotocol.anonymous/*')])
})

test('the status of one version changes, with a message', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.run(['publish'])
  const argv = ['status', '-status', 'deprecated', '-message', 'Use 2.0.0', name, '1.0.0']
  const { exitCode, stdout, stderr } = await workspace.run(argv)
  expect([exitCode, stdout]).toEqual([0, `✓ ${name} 1.0.0: deprecated\n`])
  expect(stderr).toContain(`${name} 1.0.0: active → deprecated`)
  expect(await listStatuses(registry)).toEqual([['1.0.0', 'deprecated']])
  expect(await workspace.run(argv)).toMatchObject({
    exitCode: 0,
    stdout: `✓ ${name} 1.0.0: deprecated already (nothing was changed)\n`,
  })
  // Without a message, the present one is taken away.
  const without = await workspace.run(['status', '-status', 'deprecated', name, '1.0.0'])
  expect([without.exitCode, without.stderr]).toEqual([0, expect.stringContaining('(its message is removed: "Use 2.0.0")')])
  expect(await findMessage(registry)).toBeUndefined()
})

verifies(
  'publisher:same-status-is-a-no-op',
  'deprecate, undeprecate, delete and restore change one version, and again is fine',
  async () => {
    await using registry = await openRegistry()
    await using workspace = await loggedIn(registry)
    await workspace.run(['publish'])
    const steps = [
      { argv: ['deprecate', name, '1.0.0', '--message', 'Use 2.0.0'], status: 'deprecated' },
      { argv: ['undeprecate', name, '1.0.0'], status: 'active' },
      { argv: ['delete', name, '1.0.0', '-m', 'Leaks its key'], status: 'deleted' },
      { argv: ['restore', name, '1.0.0'], status: 'active' },
    ]
    for (const { argv, status } of steps) {
      expect(await workspace.run(argv)).toMatchObject({ exitCode: 0, stdout: `✓ ${name} 1.0.0: ${status}\n` })
      expect(await listStatuses(registry)).toEqual([['1.0.0', status]])
      expect(await findMessage(registry)).toBe(argv[4])
      expect(await workspace.run(argv)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing was changed') })
    }
  },
)

test('a command for one status does not change versions of another, and names the command that does', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.run(['publish'])
  const refuses = async (argv: readonly string[], command: string) => {
    const { exitCode, stderr } = await workspace.run(argv)
    const hint = `Run: mcp-publisher ${command} ${name} 1.0.0 --registry ${registry.url}`
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(hint)])
  }
  await workspace.run(['delete', name, '1.0.0'])
  await workspace.write('server.json', JSON.stringify(serverJson({ name, version: '2.0.0' })))
  await workspace.run(['publish'])
  await refuses(['deprecate', name, '1.0.0'], 'restore')
  await refuses(['undeprecate', name, '1.0.0'], 'restore')
  await refuses(['deprecate', name, '--all-versions', '--yes'], 'restore')
  await workspace.run(['restore', name, '1.0.0'])
  await workspace.run(['deprecate', name, '1.0.0'])
  await refuses(['restore', name, '1.0.0'], 'undeprecate')
})

test.each([
  { key: 'y', exitCode: 0, status: 'deleted' },
  { key: 'n', exitCode: 1, status: 'active' },
])('a deletion at a terminal is confirmed: $key', async ({ key, exitCode, status }) => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.run(['publish'])
  for (const argv of [
    ['delete', name, '1.0.0'],
    ['status', '--status', 'deleted', name, '1.0.0'],
  ]) {
    const outcome = await workspace.run(argv, { isTTY: true, keys: [key] })
    expect([outcome.exitCode, outcome.stderr]).toEqual([exitCode, expect.stringContaining(`Delete ${name} 1.0.0?`)])
    expect(await listStatuses(registry)).toEqual([['1.0.0', status]])
    await workspace.run(['restore', name, '1.0.0'])
  }
  expect((await workspace.run(['delete', name, '1.0.0', '--yes'], { isTTY: true })).exitCode).toBe(0)
})

test('all versions change after a confirmation, by an option or at the prompt', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  await workspace.run(['publish'])
  await workspace.write('server.json', JSON.stringify(serverJson({ name, version: '2.0.0' })))
  await workspace.run(['publish'])
  const argv = ['status', '--status', 'deleted', '--all-versions', name]
  expect(await workspace.run(argv, { stdin: 'n\n' })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Nothing was changed'),
  })
  expect((await workspace.run(argv)).exitCode).toBe(1)
  expect(await listStatuses(registry)).toEqual([
    ['2.0.0', 'active'],
    ['1.0.0', 'active'],
  ])
  expect(await workspace.run(argv, { stdin: 'y\n' })).toMatchObject({ exitCode: 0, stdout: `✓ 2 versions of ${name}: deleted\n` })
  expect((await workspace.run(['status', '-status=active', '-all-versions', '-y', name])).exitCode).toBe(0)
  expect(await listStatuses(registry)).toEqual([
    ['2.0.0', 'active'],
    ['1.0.0', 'active'],
  ])
})

test('the error for an unknown server is the message of the registry', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  const { exitCode, stderr } = await workspace.run(['status', '--status', 'deleted', 'com.example/none', '1.0.0'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('error[server-not-found]')])
})

test.each([
  { argv: ['status', 'a/b', '1.0.0'], says: '--status is required' },
  { argv: ['status', '--status', 'deleted'], says: 'The name of the server is required' },
  { argv: ['status', '--status', 'deleted', 'a/b'], says: 'The version is required, or --all-versions' },
  { argv: ['status', '--status', 'gone', 'a/b', '1'], says: 'active, deprecated, deleted' },
])('a usage error of status is exit code 2: $argv', async ({ argv, says }) => {
  await using workspace = await openWorkspace()
  expect(await workspace.run(argv)).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(says) })
})

test('whoami shows what the login covers', async () => {
  await using registry = await openRegistry()
  await using workspace = await loggedIn(registry)
  const { exitCode, stdout } = await workspace.run(['whoami'])
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('may publish io.modelcontextprotocol.anonymous/*')])
})
