import { once } from 'node:events'
import { readdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../../../server/test/harness/start-test-registry.js'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

const NAME = 'com.example/tool'
const SEED = '0b'.repeat(32)
// As the test registry has it.
const ISSUER = { MCP_REGISTRY_PUBLIC_URL: 'http://registry.test' }

/** A registry with a server of two versions, and a command that finds its signing key in a folder. */
async function start() {
  const registry = await startTestRegistry()
  const url = await registry.listen()
  const folder = await mkdtemp(join(tmpdir(), 'cli-'))
  await writeFile(join(folder, 'signing-key'), `${SEED}\n`)
  for (const version of ['1.0.0', '2.0.0']) await registry.actingAs('com.example').publish(serverJson({ name: NAME, version }))
  const env = { ...ISSUER, MCP_REGISTRY_DATA_DIR: folder }
  return {
    registry,
    folder,
    url,
    run: (...argv: string[]) => runCaptured(mcpRegistry, [...argv, '--registry', url], { env }),
    runWith: (more: Record<string, string>, ...argv: string[]) => runCaptured(mcpRegistry, argv, { env: { ...env, ...more } }),
    async count() {
      const list = (await registry.get('/v0.1/servers')).json<{ metadata: { count: number } }>()
      return list.metadata.count
    },
    async listAudited() {
      const rows = await registry.store.db.selectFrom('audit_log').selectAll().orderBy('id').execute()
      return rows.slice(2).map((row) => [row.action, row.method, row.subject, row.outcome])
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

test('an operator takes down a version and a server, lists the takedowns, and lifts them', async () => {
  await using place = await start()
  const version = await place.run('takedown', NAME, '2.0.0', '--reason', 'Report 4711', '--public-message', 'It leaks data.')
  expect(version).toEqual({ exitCode: 0, stdout: `Took down ${NAME} 2.0.0: 1 version changed.\n`, stderr: '' })
  expect(await place.count()).toBe(1)
  const whole = await place.run('takedown', NAME, '--reason', 'Court order', '--json')
  expect(JSON.parse(whole.stdout)).toMatchObject({ name: NAME, reason: 'Court order', updatedCount: 1 })
  expect(await place.count()).toBe(0)

  const listed = await place.run('takedown', 'list')
  expect(listed.stdout).toMatch(/^NAME +VERSION +SINCE +BY +REASON\n/)
  expect(listed.stdout).toMatch(/com\.example\/tool +2\.0\.0 +\S+ +operator:\S+ +Report 4711/)
  const json = JSON.parse((await place.run('takedown', 'list', '--json')).stdout)
  expect(json.takedowns).toMatchObject([{ version: '2.0.0', publicMessage: 'It leaks data.' }, { reason: 'Court order' }])

  expect((await place.run('takedown', 'lift', NAME, '2.0.0')).stdout).toBe(
    `Lifted the takedown of ${NAME} 2.0.0: 1 version changed.\n`,
  )
  const lifted = await place.run('takedown', 'lift', NAME, '--json')
  expect(JSON.parse(lifted.stdout)).toMatchObject({ reason: 'Court order', updatedCount: 2 })
  expect(await place.count()).toBe(2)
  expect(await place.run('takedown', 'list')).toMatchObject({ stdout: '', stderr: 'There are no takedowns.\n' })
  const { username } = userInfo()
  expect(await place.listAudited()).toEqual([
    ['takedown', 'operator', username, 'done'],
    ['takedown', 'operator', username, 'done'],
    ['takedown-lift', 'operator', username, 'done'],
    ['takedown-lift', 'operator', username, 'done'],
  ])
}, 120_000)

test('an operator denies a namespace, lists the denied ones, and allows it again', async () => {
  await using place = await start()
  expect((await place.run('deny', 'com.example', '--reason', 'Spam')).stdout).toBe('Denied com.example: 2 versions changed.\n')
  expect(await place.count()).toBe(0)
  expect((await place.run('denylist')).stdout).toMatch(/com\.example +\S+ +operator:\S+ +Spam/)
  expect(JSON.parse((await place.run('denylist', '--json')).stdout).denied).toMatchObject([{ namespace: 'com.example' }])
  expect((await place.run('allow', 'com.example')).stdout).toBe('Allowed com.example: 2 versions changed.\n')
  expect(await place.count()).toBe(2)
  expect(await place.run('denylist')).toMatchObject({ stdout: '', stderr: 'No namespace is denied.\n' })
  expect((await place.listAudited()).map(([action, method]) => [action, method])).toEqual([
    ['denylist', 'operator'],
    ['denylist-lift', 'operator'],
  ])
})

test.each([
  [['takedown', 'com.example/none', '--reason', 'x'], 'error[server-not-found]: There is no server "com.example/none"'],
  [['takedown', NAME, '9.9.9', '--reason', 'x'], 'error[version-not-found]'],
  [['takedown', 'lift', NAME], 'error[takedown-not-found]'],
  [['deny', 'no..namespace', '--reason', 'x'], 'error[invalid-namespace]'],
  [['allow', 'com.other'], 'error[denial-not-found]'],
  [['denylist', '--token', 'made-up'], 'error[invalid-token]'],
])('%j is refused by the registry', async (argv, message) => {
  await using place = await start()
  const { exitCode, stdout, stderr } = await place.run(...argv)
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain(message)
})

test('a command without its reason, or with a malformed target, is a usage error', async () => {
  await using place = await start()
  for (const argv of [
    ['takedown', NAME],
    ['deny', 'com.example'],
    ['takedown', '..', '--reason', 'x'],
    ['deny', '..', '--reason', 'x'],
    ['takedown', 'lift'],
    ['takedown', NAME, '', '--reason', 'x'],
    ['takedown', 'lift', NAME, ''],
  ]) {
    const { exitCode, stderr } = await place.run(...argv)
    expect(exitCode, argv.join(' ')).toBe(2)
    expect(stderr).toMatch(/See "mcp-registry (?:takedown|takedown lift|deny) --help"\./)
  }
})

test('a token is created for an operator, printed alone, and accepted for its lifetime', async () => {
  await using place = await start()
  const create = (...argv: string[]) => place.runWith({}, 'token', 'create', '--role', 'administrator', ...argv)
  const made = await create('--expires', '1h')
  expect(made.exitCode).toBe(0)
  expect(made.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(made.stderr).toMatch(/^For http:\/\/registry\.test, valid until \S+\.\n$/)
  const whoami = await place.registry.inject({
    method: 'GET',
    url: '/v0.1/auth/whoami',
    headers: { authorization: `Bearer ${made.stdout.trim()}` },
  })
  expect(whoami.json()).toMatchObject({
    method: 'operator',
    subject: userInfo().username,
    permissions: [
      { action: 'publish', resource: '*' },
      { action: 'edit', resource: '*' },
    ],
  })
  const seconds = (Date.parse(whoami.json().expiresAt) - Date.now()) / 1000
  expect(seconds).toBeGreaterThan(3000)
  expect(seconds).toBeLessThanOrEqual(3600)
  const json = JSON.parse((await create('--json')).stdout)
  expect(json).toMatchObject({ role: 'administrator', issuer: 'http://registry.test' })
  expect(json.expires_at - Date.now() / 1000).toBeLessThanOrEqual(300)
  // A token in the environment is used, and one of the command line before it.
  const env = { MCP_REGISTRY_TOKEN: json.registry_token }
  expect((await place.runWith(env, 'denylist', '--registry', place.url)).exitCode).toBe(0)
  expect((await place.runWith(env, 'denylist', '--registry', place.url, '--token', 'x')).stderr).toContain('invalid-token')
  expect(await readdir(place.folder), 'nothing but the key is touched').toEqual(['signing-key'])
})

test('a token requires a role, a lifetime of at most a day, and a signing key', async () => {
  await using place = await start()
  const create = (env: Record<string, string>, ...argv: string[]) => place.runWith(env, 'token', 'create', ...argv)
  for (const argv of [
    [],
    ['--role', 'king'],
    ['--role', 'administrator', '--expires', '25h'],
    ['--role', 'administrator', '--expires', '0'],
  ])
    expect((await create({}, ...argv)).exitCode, argv.join(' ')).toBe(2)
  expect((await create({}, '--role', 'administrator', '--expires', '24h')).exitCode).toBe(0)
  const empty = await create({ MCP_REGISTRY_DATA_DIR: join(place.folder, 'none') }, '--role', 'administrator')
  expect([empty.exitCode, empty.stdout]).toEqual([1, ''])
  expect(empty.stderr).toContain('There is no signing key in')
  expect(await readdir(place.folder)).toEqual(['signing-key'])
  const fromEnvironment = { MCP_REGISTRY_DATA_DIR: join(place.folder, 'none'), MCP_REGISTRY_JWT_PRIVATE_KEY: SEED }
  expect((await create(fromEnvironment, '--role', 'administrator')).exitCode).toBe(0)
})

test('a token that the command creates is not sent to another registry, nor after a redirect', async () => {
  await using place = await start()
  const elsewhere = await place.runWith({}, 'denylist', '--registry', 'http://registry.example')
  expect(elsewhere.exitCode).toBe(1)
  expect(elsewhere.stderr).toContain('A token is required for http://registry.example.')
  const seen: (string | undefined)[] = []
  const redirecting = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(307, { location: `${place.url}${request.url}` }).end()
  })
  await once(redirecting.listen(0, '127.0.0.1'), 'listening')
  const { port } = redirecting.address() as AddressInfo
  const redirected = await place.runWith({}, 'denylist', '--registry', `http://127.0.0.1:${port}`)
  redirecting.close()
  expect(redirected.exitCode).toBe(1)
  // Had the command followed, the registry behind the redirect would have refused the request.
  expect(redirected.stderr).toContain('redirect')
  expect(redirected.stderr).not.toContain('invalid-token')
  expect(seen.length).toBeGreaterThan(0)
  const withoutKey = await place.runWith(
    { MCP_REGISTRY_DATA_DIR: join(place.folder, 'none') },
    'denylist',
    '--registry',
    place.url,
  )
  expect(withoutKey.stderr).toContain('A token is required, and there is no signing key in')
})
