import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { startFakeServer, toToken } from '@mcp-registry/testkit/fake-server'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../../server/test/harness/start-test-registry.js'
import { openWorkspace, type Workspace } from './harness/workspace.js'

const NAME = 'io.github.acme/kite'

/** The workspace of someone who is logged in with this token. */
async function loggedIn(url: string, token: string): Promise<Workspace> {
  const workspace = await openWorkspace({ 'server.json': JSON.stringify(serverJson({ name: NAME })) })
  const login = JSON.stringify({ token, method: 'github', registry: url })
  await workspace.write('../home/.config/mcp-publisher/token.json', login)
  return workspace
}

async function startWithPublishers() {
  const registry = await startTestRegistry()
  const url = await registry.listen()
  const workspaceOf = async (namespace: string) => {
    const token = await registry.services.tokens.issue({
      method: 'github-at',
      subject: namespace,
      permissions: [{ action: 'publish', resource: `${namespace}/*` }],
    })
    return loggedIn(url, token.registry_token)
  }
  const [acme, bob] = [await workspaceOf('io.github.acme'), await workspaceOf('io.github.bob')]
  return {
    acme,
    bob,
    async [Symbol.asyncDispose]() {
      await Promise.all([acme, bob, registry].map((each) => each[Symbol.asyncDispose]()))
    },
  }
}

verifies(
  'owners:refusal-names-the-command',
  'a refused publication names the command of the owner, after which it succeeds',
  async () => {
    await using publishers = await startWithPublishers()
    const { acme, bob } = publishers
    const refused = await bob.run(['publish'])
    expect(refused.exitCode).toBe(1)
    const command = /mcp-publisher (owner add \S+ \S+)/.exec(refused.stderr)?.[1] ?? expect.fail(refused.stderr)
    expect(command).toBe(`owner add ${NAME} io.github.bob`)
    expect(await acme.run(command.split(' '))).toMatchObject({
      exitCode: 0,
      stdout: `✓ io.github.bob is now an owner of ${NAME}\n`,
    })
    expect(await bob.run(['publish'])).toMatchObject({ exitCode: 0, stdout: `✓ Successfully published ${NAME} 1.0.0\n` })
    expect((await bob.run(['deprecate', NAME, '1.0.0'])).exitCode).toBe(0)
  },
)

test('owners are added, listed and removed, and again changes nothing', async () => {
  await using publishers = await startWithPublishers()
  const { acme, bob } = publishers
  await acme.run(['owner', 'add', NAME, 'io.github.bob'])
  expect(await acme.run(['owner', 'add', NAME, 'io.github.Bob'])).toMatchObject({
    exitCode: 0,
    stdout: `✓ io.github.bob is an owner of ${NAME} already (nothing was changed)\n`,
  })
  expect((await bob.run(['owner', 'list', NAME])).stdout).toBe('io.github.acme (the namespace of the server)\nio.github.bob\n')
  expect(JSON.parse((await bob.run(['owner', 'list', NAME, '--json'])).stdout)).toEqual({
    name: NAME,
    namespace: 'io.github.acme',
    owners: ['io.github.bob'],
  })
  expect(await bob.run(['owner', 'add', NAME, 'io.github.eve'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error[forbidden]: '),
  })
  expect(await bob.run(['owner', 'remove', NAME, 'io.github.bob'])).toMatchObject({
    exitCode: 0,
    stdout: `✓ io.github.bob is no longer an owner of ${NAME}\n`,
  })
  const again = await acme.run(['owner', 'remove', NAME, 'io.github.bob', '--json'])
  expect(JSON.parse(again.stdout)).toEqual({ name: NAME, owner: 'io.github.bob', changed: false })
  expect((await bob.run(['owner', 'list', NAME])).exitCode).toBe(1)
})

test.each([
  { argv: ['add', NAME], says: 'namespace' },
  { argv: ['add', NAME, 'bob'], says: 'For a GitHub account, give io.github.bob.' },
  { argv: ['add', NAME, '@bob'], says: '"@bob" is not a namespace' },
  { argv: ['add', NAME, 'io.github.*'], says: '"io.github.*" is not a namespace' },
  { argv: ['remove', NAME, 'io.github.bob/kite'], says: 'without a name after it' },
  { argv: ['remove', NAME, '..'], says: 'is not a namespace' },
  { argv: ['add', NAME, 'io.github.b\u001b[2Job'], says: 'is not a namespace' },
])('a usage error of owner is exit code 2: $argv', async ({ argv, says }) => {
  await using workspace = await openWorkspace()
  const { exitCode, stdout, stderr } = await workspace.run(['owner', ...argv])
  expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(says)])
  expect(stderr).not.toContain('\u001b')
})

test.each(['kite', '..', 'io.github.acme/..'])('the owners of %j are not asked for', async (name) => {
  await using workspace = await openWorkspace()
  expect(await workspace.run(['owner', 'list', name])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is not a server name'),
  })
})

test('a registry without added owners is named', async () => {
  await using registry = await startFakeServer(() => undefined)
  await using workspace = await loggedIn(registry.url, toToken({ exp: 4_000_000_000 }))
  for (const argv of [
    ['list', NAME],
    ['add', NAME, 'io.github.bob'],
    ['remove', NAME, 'io.github.bob'],
  ]) {
    expect(await workspace.run(['owner', ...argv])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${registry.url} does not support added owners`),
    })
  }
})

test.each([{ owners: ['\u001b[2Jio.github.bob', 7] }, { owners: 'io.github.bob' }, { owners: {} }])(
  'texts of a registry do not reach the terminal as they are: %j',
  async ({ owners }) => {
    await using registry = await startFakeServer(() => ({ body: { namespace: '\u001b[31mio.github.acme', owners } }))
    await using workspace = await loggedIn(registry.url, toToken({ exp: 4_000_000_000 }))
    const { exitCode, stdout } = await workspace.run(['owner', 'list', NAME])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('io.github.acme (the namespace of the server)')
    expect(stdout).not.toContain('\u001b')
  },
)
