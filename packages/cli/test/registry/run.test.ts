import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { startServer } from '../../src/registry/launching/start-server.js'
import { openHome } from './harness/open-home.js'
import { startBundle, toManifest } from './harness/start-bundle.js'
import { startRegistry, startRegistryWith, toServer } from './harness/start-registry.js'

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

const SYSTEM = { darwin: 'macOS', linux: 'Linux', win32: 'windows' }[process.platform as string] ?? process.platform
const ARCHITECTURE = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch
const toBundle = (platform: string) => ({
  registryType: 'mcpb',
  identifier: `https://github.com/example/coast/releases/download/v1.0.0/coast-mcp_${platform}.mcpb`,
  fileSha256: 'a'.repeat(64),
  transport: { type: 'stdio' as const },
})

verifies('edge-64', 'of the bundles for several platforms, the one for this machine is chosen', async () => {
  const packages = ['openbsd_arm64', 'plan9_s390x'].map((other) => toBundle(`freebsd-${other}`))
  await using registry = await startRegistry(toServer({ packages: [...packages, toBundle(`${SYSTEM}_${ARCHITECTURE}`)] }))
  await using place = await openHome()
  for (const command of ['run', 'config']) {
    const { stderr, stdout } = await place.run(
      command,
      NAME,
      '--registry',
      registry.url,
      ...(command === 'run' ? ['--dry-run'] : []),
    )
    expect(stdout + stderr).toContain(`coast-mcp_${SYSTEM}_${ARCHITECTURE}.mcpb`)
  }
})

test('bundles of which none is for this machine are refused with the list, and one of them can be named', async () => {
  await using registry = await startRegistry(toServer({ packages: [toBundle('freebsd-s390x'), toBundle('freebsd-riscv64')] }))
  await using place = await openHome()
  const argv = ['run', NAME, '--registry', registry.url, '--dry-run']
  const refused = await place.run(...argv)
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toMatch(/no bundle for this machine, (?:Linux|macOS|Windows) \w+\./)
  expect(refused.stderr).toMatch(/--package 1 {2}freebsd s390x .*s390x\.mcpb\n.*--package 2 {2}freebsd riscv64/)
  const named = await place.run(...argv, '--package', '2')
  expect([named.exitCode, named.stdout]).toEqual([0, expect.stringContaining('riscv64.mcpb')])
  expect(named.stderr).toContain('is for freebsd riscv64')
})

verifies(
  'launch:input-id-ends-in-equals',
  'the answer to an input whose id ends in "=" is found with and without it, and without its dashes',
  async () => {
    const packageArguments = [{ type: 'named' as const, name: '--api_token=', isRequired: true }]
    await using registry = await startRegistry(toServer({ packages: [{ ...npm, environmentVariables: [], packageArguments }] }))
    await using place = await openHome()
    const argv = ['run', NAME, '--registry', registry.url, '--dry-run']
    for (const input of ['--api_token==s3', '--api_token=s3', 'api_token=s3']) {
      const { stdout, stderr } = await place.run(...argv, '--input', input)
      expect([stdout, stderr]).toEqual(['npx -y @example/tides@1.0.0 --api_token=s3\n', ''])
    }
  },
)

verifies(
  'launch:undeclared-environment',
  '--env adds a variable that the entry does not declare, and --input answers those that it does',
  async () => {
    const oci = { registryType: 'oci', identifier: 'ghcr.io/example/tides:1.0.0', transport: { type: 'stdio' as const } }
    const environmentVariables = [{ name: 'KEY' }]
    const remote = { type: 'streamable-http' as const, url: 'https://tides.example.com/mcp' }
    await using registry = await startRegistry(toServer({ packages: [{ ...oci, environmentVariables }], remotes: [remote] }))
    await using place = await openHome()
    const argv = ['--registry', registry.url, '--package', '1', '--env']
    expect((await place.run('run', NAME, '--dry-run', ...argv, 'PROXY=a=b')).stdout).toBe(
      'PROXY=a=b\ndocker run -i --rm -e PROXY ghcr.io/example/tides:1.0.0\n',
    )
    const written = await place.run('config', NAME, ...argv, 'PROXY=a=b')
    expect(JSON.parse(written.stdout)).toMatchObject({ mcpServers: { tides: { env: { PROXY: 'a=b' } } } })
    for (const [value, message] of [
      ['KEY=1', 'declares KEY itself'],
      ['a b=1', 'not the name of an environment variable'],
      ['KEY', '--env takes NAME=VALUE'],
    ] as const)
      expect((await place.run('run', NAME, '--dry-run', ...argv, value)).stderr).toContain(message)
    const ofRemote = await place.run('run', NAME, '--dry-run', '--registry', registry.url, '--remote', '1', '--env', 'A=1')
    expect(ofRemote.stderr).toContain('A remote runs elsewhere')
  },
)

test('a dry run of a crate shows the installation that comes first', async () => {
  const cargo = { registryType: 'cargo', identifier: 'tides-mcp', version: '1.0.0', transport: { type: 'stdio' as const } }
  await using registry = await startRegistry(toServer({ packages: [cargo] }))
  await using place = await openHome()
  expect((await place.run('run', NAME, '--registry', registry.url, '--dry-run')).stdout).toBe(
    '# once before: cargo install tides-mcp --version 1.0.0\ntides-mcp\n',
  )
})

verifies(
  'cli:prefers-installed-programs',
  'a package whose program is on this machine is preferred, and that is said',
  async () => {
    const cargo = { registryType: 'cargo', identifier: 'tides-mcp', version: '1.0.0', transport: { type: 'stdio' as const } }
    const open = { ...npm, environmentVariables: [] }
    await using registry = await startRegistry(toServer({ packages: [cargo, open] }))
    await using place = await openHome()
    const argv = ['run', NAME, '--registry', registry.url, '--dry-run']
    const { stdout, stderr } = await place.run(...argv)
    expect(stdout).toBe('npx -y @example/tides@1.0.0\n')
    expect(stderr).toContain('tides-mcp is not on this machine, so npm @example/tides 1.0.0 is used instead')
    expect((await place.run(...argv, '--package', '1')).stdout).toContain('tides-mcp')
  },
)

for (const command of ['run', 'config'])
  verifies(
    'launch:stand-in-names-its-input',
    `${command} warns of values that cannot be meant literally, and --input replaces them`,
    async () => {
      const packageArguments = [
        { type: 'named' as const, name: '--key', value: 'YOUR_KEY_HERE' },
        { type: 'named' as const, name: '--cache', default: '${HOME}/.cache' },
      ]
      await using registry = await startRegistry(toServer({ packages: [{ ...npm, environmentVariables: [], packageArguments }] }))
      await using place = await openHome()
      const argv = [
        command,
        NAME,
        '--registry',
        registry.url,
        ...(command === 'run' ? ['--dry-run'] : ['--client', 'gemini-cli']),
      ]
      const { stderr } = await place.run(...argv)
      expect(stderr).toContain('--input --key=…')
      expect(stderr).toMatch(/\$\{HOME\}.*--input --cache=…/)
      const answered = await place.run(...argv, '--input', 'key=abc', '--input', 'cache=/tmp')
      expect([answered.exitCode, answered.stderr]).toEqual([0, ''])
      expect(answered.stdout).toContain('abc')
    },
  )

for (const command of ['run', 'config'])
  verifies(
    'cli:status-and-prerelease-are-said',
    `${command} says that a server is deprecated, and that its latest version is a pre-release`,
    async () => {
      const status = { status: 'deprecated', statusMessage: 'use com.example/waves' } as const
      const remotes = [{ type: 'streamable-http' as const, url: 'https://tides.example.com/mcp' }]
      await using registry = await startRegistryWith(status, toServer({ remotes, version: '2.0.0-beta.1' }))
      await using place = await openHome()
      const argv = [command, NAME, '--registry', registry.url, ...(command === 'run' ? ['--dry-run'] : [])]
      const { stderr } = await place.run(...argv)
      expect(stderr).toContain(`${NAME} 2.0.0-beta.1 is deprecated: use com.example/waves`)
      expect(stderr).toContain(`is a pre-release. Choose another with --server-version: see "mcp-registry versions ${NAME}"`)
      const asked = await place.run(...argv, '--server-version', '2.0.0-beta.1')
      expect(asked.stderr).not.toContain('pre-release')
    },
  )
