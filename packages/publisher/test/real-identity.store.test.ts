import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { type IdentityRegistry, startIdentityRegistry } from '../../server/test/identity/start-identity-registry.js'
import { openPrivateKey } from '../src/keys/private-key.js'
import { toProofRecord } from '../src/keys/signer.js'
import type { Host } from '../src/host.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
/** What the registry calls itself, whichever socket it listens on. */
const REGISTRY = 'http://registry.test'

async function openProject(registry: IdentityRegistry, name: string, host: Partial<Host> = {}): Promise<Workspace> {
  const url = await registry.listen()
  const resolver = new Resolver()
  resolver.setServers([registry.dns.address])
  const files = { 'server.json': JSON.stringify(serverJson({ name })) }
  return openWorkspace(files, {
    fetch: (input, init) => fetch(typeof input === 'string' ? input.replace(REGISTRY, url) : input, init),
    now: () => registry.clock.now(),
    resolveTxt: (domain) => resolver.resolveTxt(domain),
    ...host,
  })
}

async function publishes(workspace: Workspace): Promise<void> {
  const { exitCode, stderr } = await workspace.run(['publish'])
  expect(exitCode, stderr).toBe(0)
}

test.each(['ed25519', 'ecdsap384'])(
  'a domain makes a key of %s, publishes it and logs in as soon as it is visible',
  async (algorithm) => {
    await using registry = await startIdentityRegistry()
    const keyFile = () => join(workspace.home, '.config/mcp-publisher/keys/example.com.key')
    await using workspace: Workspace = await openProject(registry, 'com.example.tools/weather', {
      // The owner of the domain adds the record while the command waits.
      sleep: async () => {
        const signer = openPrivateKey(await readFile(keyFile(), 'utf8'))
        registry.dns.setTxt('example.com', [['v=spf1 -all'], [toProofRecord(signer)]])
      },
    })
    const argv = ['login', 'dns', '-domain', 'example.com', '-registry', REGISTRY]
    const first = await workspace.run([...argv, '--new-key', '-algorithm', algorithm])
    expect(first.exitCode, first.stderr).toBe(0)
    expect(first.stderr).toContain('may publish com.example.*')
    await publishes(workspace)
    // A signature is good once a second, since it is over the time.
    registry.clock.advance(1000)
    expect((await workspace.run(argv)).exitCode).toBe(0)
  },
)

test('an expired token of a domain is renewed without a prompt', async () => {
  await using registry = await startIdentityRegistry()
  registry.dns.setTxt('example.com', [[toProofRecord(openPrivateKey(SEED))]])
  await using workspace = await openProject(registry, 'com.example/weather')
  const env = { MCP_PUBLISHER_PRIVATE_KEY: SEED }
  expect((await workspace.run(['login', 'dns', '--domain', 'example.com', '--registry', REGISTRY], { env })).exitCode).toBe(0)
  registry.clock.advance(6 * 60_000)
  expect(await workspace.run(['publish'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('The login has expired'),
  })
  const { exitCode, stderr } = await workspace.run(['publish'], { env })
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('logging in again with dns')])
})

verifies('identity:same-second-logins-are-retryable', 'two logins with one key in one second both succeed', async () => {
  await using registry = await startIdentityRegistry()
  registry.dns.setTxt('example.com', [[toProofRecord(openPrivateKey(SEED))]])
  await using workspace = await openProject(registry, 'com.example/weather', {
    sleep: async (milliseconds) => registry.clock.advance(milliseconds),
  })
  const argv = ['login', 'dns', '--domain', 'example.com', '--private-key', SEED, '--registry', REGISTRY]
  const outcomes = await Promise.all([workspace.run(argv), workspace.run(argv)])
  expect(outcomes.map(({ exitCode, stderr }) => [exitCode, stderr.includes('error')])).toEqual([
    [0, false],
    [0, false],
  ])
})

test('a website proves its domain', async () => {
  await using registry = await startIdentityRegistry()
  const record = toProofRecord(openPrivateKey(SEED))
  registry.setSite((_request, response) => void response.writeHead(200).end(record))
  await using workspace = await openProject(registry, 'com.example/weather')
  const argv = ['login', 'http', '--domain', 'example.com', '--private-key', SEED, '--registry', REGISTRY]
  const { exitCode, stderr } = await workspace.run(argv)
  expect(exitCode, stderr).toBe(0)
  await publishes(workspace)
})

test('a key that the domain does not publish is refused with the message of the registry', async () => {
  await using registry = await startIdentityRegistry()
  registry.dns.setTxt('example.com', [[toProofRecord(openPrivateKey('ab'.repeat(32)))]])
  await using workspace = await openProject(registry, 'com.example/weather')
  const key = ['--private-key', SEED, '--registry', REGISTRY]
  const { exitCode, stderr } = await workspace.run(['login', 'dns', '--domain', 'example.com', ...key])
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/error\[[a-z-]+\]: .*example\.com/)])
  const diagnosis = await workspace.run(['diagnose', 'example.com', ...key])
  expect([diagnosis.exitCode, diagnosis.stdout]).toEqual([1, expect.stringContaining('this is another key than yours')])
})

test('a GitHub token gives the namespaces of the account and of what it owns', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gh-secret', {
    login: 'alice',
    id: 1001,
    scopes: ['read:org'],
    organizations: [{ login: 'acme', id: 7 }],
  })
  await using workspace = await openProject(registry, 'io.github.acme/weather')
  const { exitCode, stderr } = await workspace.run(['login', 'github', '--token', 'gh-secret', '--registry', REGISTRY])
  expect(exitCode, stderr).toBe(0)
  expect(stderr).toContain('may publish io.github.acme/*')
  await publishes(workspace)
})

test('a GitHub Actions job publishes as the owner of its repository', async () => {
  await using registry = await startIdentityRegistry()
  const audiences: (string | null)[] = []
  let idToken = ''
  await using runner = await startFakeServer(({ path }) => {
    audiences.push(new URL(path, 'http://runner.test').searchParams.get('audience'))
    return { body: { value: idToken } }
  })
  const now = Math.floor(registry.clock.now().getTime() / 1000)
  idToken = await registry.actions.issue({ aud: REGISTRY, iat: now, nbf: now - 60, exp: now + 300 })
  await using workspace = await openProject(registry, 'io.github.alice/weather')
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret' }
  const { exitCode, stderr } = await workspace.run(['login', 'github-oidc', '--registry', REGISTRY], { env })
  expect(exitCode, stderr).toBe(0)
  expect(audiences).toEqual([REGISTRY])
  await publishes(workspace)
  const answer = await registry.get('/v0.1/servers/io.github.alice%2Fweather/versions/latest')
  expect(answer.statusCode).toBe(200)
})
