import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startServer } from '../../src/registry/launching/start-server.js'
import { openHome } from './harness/open-home.js'
import { startBundle, toManifest } from './harness/start-bundle.js'
import { startRegistry, toServer } from './harness/start-registry.js'

const NAME = 'com.example/tides'
const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const secret = { name: 'KEY', isRequired: true, isSecret: true }
const npm = {
  registryType: 'npm',
  identifier: '@example/tides',
  version: '1.0.0',
  transport: { type: 'stdio' as const },
  environmentVariables: [secret],
}

// Answers initialize and tools/list, a message to a line.
const SERVER = `
const tool = { name: 'tide', description: process.argv[2], inputSchema: { type: 'object' } }
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  const answer = (result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
  const serverInfo = { name: 'tides', version: '1.0.0' }
  if (method === 'initialize') answer({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo })
  if (method === 'tools/list') answer({ tools: [tool] })
})
`

test('an MCP client initialises a bundle through run and lists its tools', async () => {
  const manifest = toManifest(['${__dirname}/server.js', '${user_config.coast}'], {
    user_config: { coast: { type: 'string', title: 'Coast', required: true } },
  })
  await using site = await startBundle({ 'manifest.json': manifest, 'server.js': SERVER })
  await using registry = await startRegistry(site.document)
  await using place = await openHome()
  for (const coast of ['west', 'east']) {
    const client = new Client({ name: 'test', version: '1.0.0' })
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BIN, 'run', NAME, '--registry', registry.url, '--input', `coast=${coast}`],
      env: { HOME: place.home, PATH: process.env['PATH'] ?? '' },
      stderr: 'ignore',
    })
    await client.connect(transport)
    const { tools } = await client.listTools()
    expect(tools).toMatchObject([{ name: 'tide', description: coast }])
    await client.close()
  }
  expect(site.downloads()).toBe(1)
})

test('run passes on arguments after -- and the exit code', async () => {
  const script = 'process.exit(process.argv[2] === "--seven" ? 7 : 1)'
  await using site = await startBundle({ 'manifest.json': toManifest(['${__dirname}/server.js']), 'server.js': script })
  await using registry = await startRegistry(site.document)
  await using place = await openHome()
  expect((await place.run('run', NAME, '--registry', registry.url, '--', '--seven')).exitCode).toBe(7)
})

test('signals are forwarded to the server, whose exit code is passed on', async () => {
  const script = 'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("up")'
  await using site = await startBundle({ 'manifest.json': toManifest(['${__dirname}/server.js']), 'server.js': script })
  await using registry = await startRegistry(site.document)
  await using place = await openHome()
  const child = spawn(process.execPath, [BIN, 'run', NAME, '--registry', registry.url], {
    env: { HOME: place.home, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await exited).toEqual([9, null])
})

test('a missing input is an error without a terminal', async () => {
  await using registry = await startRegistry(toServer({ packages: [npm] }))
  await using place = await openHome()
  const { exitCode, stdout, stderr } = await place.run('run', NAME, '--registry', registry.url)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain('--input KEY=… is missing.')
})

test('a missing input of a manifest is an error, and so is an unknown one', async () => {
  const manifest = toManifest([], { user_config: { coast: { type: 'string', title: 'Coast', required: true } } })
  await using site = await startBundle({ 'manifest.json': manifest })
  await using registry = await startRegistry(site.document)
  await using place = await openHome()
  const missing = await place.run('run', NAME, '--registry', registry.url)
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('--input coast=… is missing.')])
  const unknown = await place.run('run', NAME, '--registry', registry.url, '--input', 'cost=1')
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('no input "cost"')])
})

test('a dry run prints the command without secrets', async () => {
  await using registry = await startRegistry(toServer({ packages: [npm] }))
  await using place = await openHome()
  const argv = ['run', NAME, '--registry', registry.url, '--dry-run', '--input', 'KEY=hunter2']
  const { exitCode, stdout } = await place.run(...argv, '--', '--verbose')
  expect([exitCode, stdout]).toEqual([0, 'KEY=<KEY>\nnpx -y @example/tides@1.0.0 --verbose\n'])
})

test('a dry run prints the URL and headers of a remote', async () => {
  const remote = {
    type: 'streamable-http' as const,
    url: 'https://tides.example.com/mcp',
    headers: [{ ...secret, name: 'X-Key' }],
  }
  await using registry = await startRegistry(toServer({ remotes: [remote] }))
  await using place = await openHome()
  const { exitCode, stdout } = await place.run('run', NAME, '--registry', registry.url, '--dry-run')
  expect([exitCode, stdout]).toEqual([0, 'https://tides.example.com/mcp\nX-Key: <X-Key>\n'])
})

test('a bundle with another hash is not opened', async () => {
  await using site = await startBundle({ 'manifest.json': toManifest([]) })
  await using registry = await startRegistry(toServer({ packages: [{ ...site.bundle, fileSha256: 'a'.repeat(64) }] }))
  await using place = await openHome()
  const { exitCode, stderr } = await place.run('run', NAME, '--registry', registry.url)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('is not the file that was published')])
  expect(await readdir(join(place.home, '.cache', 'mcp-registry', 'bundles', 'com.example+tides'))).toEqual([])
})

test.each(['../evil.txt', '/evil.txt', 'a/../../evil.txt', 'a\\..\\..\\evil.txt', 'C:/evil.txt'])(
  'a bundle that would write to %s is refused as a whole',
  async (name) => {
    await using site = await startBundle({ 'manifest.json': toManifest([]), [name]: 'evil' })
    await using registry = await startRegistry(site.document)
    await using place = await openHome()
    const { exitCode, stderr } = await place.run('run', NAME, '--registry', registry.url)
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('cannot be unpacked')])
    const cache = join(place.home, '.cache', 'mcp-registry')
    expect(await readdir(join(cache, 'bundles', 'com.example+tides'))).toEqual([])
    await expect(access(join(cache, 'evil.txt'))).rejects.toThrow('ENOENT')
  },
)

test('the error for a missing program names it', async () => {
  const server = { command: 'no-such-runner', args: [], env: {}, install: { command: 'cargo', args: ['install', 'x'] } }
  await expect(startServer(server, { env: {} })).rejects.toThrow('Install it first: cargo install x.')
})

test('a server gets the environment with its own variables, and no shell interprets its arguments', async () => {
  await using place = await openHome()
  const file = join(place.home, 'out')
  const script = 'require("node:fs").writeFileSync(process.argv[1], process.env.BASE + process.env.OWN + process.argv[2])'
  const args = ['-e', script, file, '$(id) && "x"']
  const code = await startServer({ command: process.execPath, args, env: { OWN: 'own' } }, { env: { BASE: 'base', OWN: 'x' } })
  expect(code).toBe(0)
  expect(await readFile(file, 'utf8')).toBe('baseown$(id) && "x"')
})
