import { chmod, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { openHome } from './harness/open-home.js'
import { startBundle, toManifest } from './harness/start-bundle.js'
import { startRegistry, toServer } from './harness/start-registry.js'
import { verifies } from '../../../../test/verifies.js'

const NAME = 'com.example/tides'
const tides = toServer({
  packages: [
    {
      registryType: 'npm',
      identifier: '@example/tides',
      version: '1.0.0',
      transport: { type: 'stdio' },
      environmentVariables: [
        { name: 'COAST', isRequired: true },
        { name: 'KEY', isRequired: true, isSecret: true },
      ],
    },
  ],
  remotes: [{ type: 'streamable-http', url: 'https://tides.example.com/mcp' }],
})

test('the snippet of a client refers to secrets, which need not be given', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const argv = ['config', NAME, '--client', 'vscode', '--registry', registry.url]
  const { exitCode, stdout } = await place.run(...argv, '--input', 'COAST=west')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    servers: { [NAME]: { command: 'npx', env: { COAST: 'west', KEY: `\${input:${NAME}-KEY}` } } },
    inputs: [{ id: `${NAME}-KEY`, password: true }],
  })
})

verifies(
  'config:destinations-before-writing',
  'the variables of secrets are listed with their destinations before anything is written',
  async () => {
    const headers = [{ name: 'Authorization', value: 'Bearer {acme_api_key}', isRequired: true, isSecret: true }]
    const remote = { type: 'streamable-http' as const, url: 'https://tides.example.com/mcp', headers }
    await using registry = await startRegistry(toServer({ remotes: [remote] }))
    await using place = await openHome()
    const file = join(place.home, 'mcp.json')
    const argv = ['config', NAME, '--registry', registry.url, '--client', 'cursor', '--write', file]
    const { exitCode, stderr } = await place.run(...argv)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^Set .* TIDES_ACME_API_KEY .* goes to https:\/\/tides\.example\.com as Authorization\.\n--- mcp\.json/,
      ),
    ])
    const env = { HOME: place.home, TIDES_ACME_API_KEY: 'mine' }
    const already = await runCaptured(mcpRegistry, argv, { env })
    expect(already.stderr).toContain('It uses the environment variable TIDES_ACME_API_KEY (acme_api_key) of this machine.')
    const given = await place.run('config', NAME, '--registry', registry.url, '--input', 'acme_api_key=k')
    expect(JSON.parse(given.stdout)).toMatchObject({ mcpServers: { tides: { headers: { Authorization: 'Bearer k' } } } })
  },
)

test('a secret to which a client cannot refer has to be given', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const argv = ['config', NAME, '--client', 'codex', '--registry', registry.url, '--input', 'COAST=west']
  const { exitCode, stderr } = await place.run(...argv)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Give it with --input KEY=…')])
  expect((await place.run(...argv, '--input', 'KEY=k')).stdout).toContain('KEY = "k"')
})

verifies('config:never-replaces-another-server', 'an entry of another server is never replaced', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const file = join(place.home, 'mcp.json')
  const other = { command: 'other', disabled: true }
  const argv = ['config', NAME, '--client', 'cursor', '--remote', '1', '--registry', registry.url, '--write', file, '--yes']
  await writeFile(file, JSON.stringify({ mcpServers: { tides: other } }))
  expect((await place.run(...argv)).exitCode).toBe(0)
  const url = 'https://tides.example.com/mcp'
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ mcpServers: { tides: other, 'example-tides': { url } } })

  const taken = JSON.stringify({ mcpServers: { tides: other, 'example-tides': other } })
  await writeFile(file, taken)
  const refused = await place.run(...argv)
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('Give another name with --as')])
  expect(await readFile(file, 'utf8')).toBe(taken)
  expect((await place.run(...argv, '--as', 'tides')).exitCode).toBe(1)
  expect((await place.run(...argv, '--as', 'mine')).exitCode).toBe(0)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ mcpServers: { tides: other, mine: { url } } })
})

test('the entry of a bundle is updated to another version', async () => {
  await using place = await openHome()
  const file = join(place.home, 'mcp.json')
  for (const script of ['1', '2']) {
    await using site = await startBundle({ 'manifest.json': toManifest(['${__dirname}/server.js']), 'server.js': script })
    await using registry = await startRegistry(site.document)
    await place.run('config', NAME, '--client', 'cursor', '--registry', registry.url, '--write', file, '--yes')
    const { mcpServers } = JSON.parse(await readFile(file, 'utf8'))
    expect(Object.keys(mcpServers)).toEqual(['tides'])
    expect(mcpServers.tides.args.join()).toContain(site.bundle.fileSha256)
  }
})

test('a missing input is a usage error that names it', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const { exitCode, stderr } = await place.run('config', NAME, '--registry', registry.url)
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--input COAST=… is missing.')
  expect(stderr).toContain('--input KEY=… is missing.')
})

test('a remote is chosen by its number', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const argv = ['config', NAME, '--client', 'cursor', '--registry', registry.url]
  expect((await place.run(...argv, '--remote', '1')).stdout).toContain('https://tides.example.com/mcp')
  expect((await place.run(...argv, '--remote', '2')).exitCode).toBe(2)
  expect((await place.run(...argv, '--remote', '1', '--package', '1')).exitCode).toBe(2)
})

test('writing shows the change, preserves everything else and keeps a backup', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const file = join(place.home, 'mcp.json')
  const before = '{\n  // mine\n  "servers": {\n    "other": { "command": "other" }\n  }\n}\n'
  await writeFile(file, before)
  const argv = ['config', NAME, '--client', 'vscode', '--remote', '1', '--registry', registry.url, '--write', file]

  const refused = await place.run(...argv)
  expect([refused.exitCode, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/^--- mcp\.json\n[^]*\+ {4}"com\.example\/tides"/),
  ])
  expect(await readFile(file, 'utf8')).toBe(before)

  const written = await place.run(...argv, '--yes')
  expect([written.exitCode, written.stdout]).toEqual([0, expect.stringContaining(`Wrote ${file}.`)])
  const after = await readFile(file, 'utf8')
  expect(after).toContain('// mine')
  expect(after).toContain('"other": { "command": "other" }')
  const [copy = ''] = (await readdir(place.home)).filter((name) => /^mcp\.json\.\d{8}T\d{6}Z\.bak$/.test(name))
  expect(await readFile(join(place.home, copy), 'utf8')).toBe(before)

  expect((await place.run(...argv)).stdout).toBe(`${file} is up to date.\n`)
})

test('a file that cannot be parsed is refused and not changed', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const file = join(place.home, 'mcp.json')
  await writeFile(file, '{ "servers": ')
  const argv = ['config', NAME, '--client', 'vscode', '--remote', '1', '--registry', registry.url, '--write', file, '--yes']
  const { exitCode, stderr } = await place.run(...argv)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('not valid JSON')])
  expect(await readFile(file, 'utf8')).toBe('{ "servers": ')
})

test('a file that is read-only, or not UTF-8, is refused and not changed', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const file = join(place.home, 'mcp.json')
  const argv = ['config', NAME, '--client', 'vscode', '--remote', '1', '--registry', registry.url, '--write', file, '--yes']
  await writeFile(file, '{}', { mode: 0o444 })
  const readOnly = await place.run(...argv)
  expect([readOnly.exitCode, readOnly.stderr]).toEqual([1, expect.stringContaining('is read-only. Nothing was written')])
  expect(await readFile(file, 'utf8')).toBe('{}')
  await chmod(file, 0o644)
  const latin = Buffer.from('{ /* caf\xe9 */ }', 'latin1')
  await writeFile(file, latin)
  const other = await place.run(...argv)
  expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining('is not UTF-8 text')])
  expect(await readFile(file)).toEqual(latin)
})

test('the default file is that of the client, and plain has none', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const argv = ['config', NAME, '--remote', '1', '--registry', registry.url, '--yes', '--write']
  expect((await place.run(...argv, '--client', 'cursor')).exitCode).toBe(0)
  expect(await readFile(join(place.home, '.cursor', 'mcp.json'), 'utf8')).toContain('tides.example.com')
  expect((await place.run(...argv)).exitCode).toBe(2)
})

test('the file of a client is the first of its files that exists, where the user has moved it to', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const env = { HOME: place.home, CODEX_HOME: join(place.home, 'codex') }
  const write = async (client: string) => {
    const argv = ['config', NAME, '--remote', '1', '--registry', registry.url, '--yes', '--json', '--client', client, '--write']
    const { exitCode, stdout, stderr } = await runCaptured(mcpRegistry, argv, { env })
    expect([exitCode, stderr]).toEqual([0, expect.any(String)])
    return JSON.parse(stdout).file
  }
  expect(await write('codex')).toBe(join(place.home, 'codex', 'config.toml'))
  expect(await write('opencode')).toBe(join(place.home, '.config', 'opencode', 'opencode.jsonc'))
  await rename(join(place.home, '.config/opencode/opencode.jsonc'), join(place.home, '.config/opencode/opencode.json'))
  expect(await write('opencode')).toBe(join(place.home, '.config', 'opencode', 'opencode.json'))
})
