import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHome } from './harness/open-home.js'
import { startRegistry, toServer } from './harness/start-registry.js'

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
    servers: { tides: { command: 'npx', env: { COAST: 'west', KEY: '${input:tides-KEY}' } } },
    inputs: [{ id: 'tides-KEY', password: true }],
  })
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
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringMatching(/^--- mcp\.json\n[^]*\+ {4}"tides"/)])
  expect(await readFile(file, 'utf8')).toBe(before)

  const written = await place.run(...argv, '--yes')
  expect([written.exitCode, written.stdout]).toEqual([0, expect.stringContaining(`${file} is written.`)])
  const after = await readFile(file, 'utf8')
  expect(after).toContain('// mine')
  expect(after).toContain('"other": { "command": "other" }')
  const [copy = ''] = (await readdir(place.home)).filter((name) => /^mcp\.json\.\d{8}T\d{6}Z\.bak$/.test(name))
  expect(await readFile(join(place.home, copy), 'utf8')).toBe(before)

  expect((await place.run(...argv)).stdout).toBe(`${file} has it already.\n`)
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

test('the default file is that of the client, and plain has none', async () => {
  await using registry = await startRegistry(tides)
  await using place = await openHome()
  const argv = ['config', NAME, '--remote', '1', '--registry', registry.url, '--yes', '--write']
  expect((await place.run(...argv, '--client', 'cursor')).exitCode).toBe(0)
  expect(await readFile(join(place.home, '.cursor', 'mcp.json'), 'utf8')).toContain('tides.example.com')
  expect((await place.run(...argv)).exitCode).toBe(2)
})
