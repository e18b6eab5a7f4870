import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { mcpRegistry } from '../../src/registry/program.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { openHome } from './harness/open-home.js'
import { startRegistry, startRegistryWith, toServer } from './harness/start-registry.js'

const run = (...argv: string[]) => runCaptured(mcpRegistry, argv, { env: { HOME: '/nowhere' } })
const tides = toServer({
  packages: [
    {
      registryType: 'npm',
      identifier: '@example/tides',
      version: '1.0.0',
      transport: { type: 'stdio' },
      environmentVariables: [{ name: 'TIDES_KEY', description: 'The key of the tide tables', isRequired: true, isSecret: true }],
    },
  ],
  remotes: [{ type: 'streamable-http', url: 'https://tides.example.com/mcp' }],
})
const moon = toServer({ name: 'com.example/moon', description: 'Phases of the moon.' })

test('search lists names, versions and descriptions in a table', async () => {
  await using registry = await startRegistry(moon, tides)
  const { exitCode, stdout, stderr } = await run('search', 'tides', '--registry', registry.url)
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toBe(
    ['NAME               VERSION  DESCRIPTION', 'com.example/tides  1.0.0    Tides of any coast.', ''].join('\n'),
  )
})

test('a search for several words is sent unchanged', async () => {
  await using registry = await startRegistry(moon, tides)
  expect((await run('search', 'of', 'the', 'moon', '--registry', registry.url)).stdout).toContain('com.example/moon')
  expect(await run('search', 'sun', '--registry', registry.url)).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'Nothing was found.\n',
  })
})

test('the refusal of a short search by a registry that requires three characters is explained', async () => {
  const body = { title: 'Unprocessable Entity', detail: 'validation failed', errors: [{ message: 'expected length >= 3' }] }
  await using registry = await startFakeServer(({ path }) => (path.includes('/servers?') ? { status: 422, body } : undefined))
  const short = await run('search', 'ab', '--registry', registry.url)
  expect([short.exitCode, short.stderr]).toEqual([
    1,
    expect.stringContaining('validation failed. This registry may require at least 3 characters: search for a longer word.'),
  ])
  expect((await run('search', 'abc', '--registry', registry.url)).stderr).not.toContain('may require')
})

test('a page says how to get the next one, and --all reads all pages', async () => {
  await using registry = await startRegistry(moon, tides)
  const first = await run('search', '--limit', '1', '--registry', registry.url)
  expect(first.stdout).not.toContain('tides')
  expect(first.stderr).toContain("--cursor '1'")
  const second = await run('search', '--limit', '1', '--cursor', '1', '--registry', registry.url, '--json')
  expect(JSON.parse(second.stdout)).toMatchObject({
    servers: [{ registry: registry.url, server: { name: 'com.example/tides' } }],
  })
  const all = await run('search', '--limit', '1', '--all', '--registry', registry.url)
  expect(all.stdout).toMatch(/moon[^]*tides/)
})

test('several registries are searched in order, and the table names the registry', async () => {
  await using one = await startRegistry(moon)
  await using two = await startRegistry(tides)
  const argv = ['--registry', one.url, '--registry', two.url]
  const { stdout } = await run('search', ...argv)
  expect(stdout).toContain('REGISTRY')
  expect(stdout.indexOf(new URL(one.url).host)).toBeLessThan(stdout.indexOf(new URL(two.url).host))
  expect((await run('show', 'com.example/tides', ...argv)).stdout).toContain(two.url)
  const cursor = await run('search', '--cursor', '1', ...argv)
  expect([cursor.exitCode, cursor.stderr]).toEqual([2, expect.stringContaining('belongs to one registry')])
})

test('the environment and the configuration file name registries', async () => {
  await using registry = await startRegistry(tides)
  const home = await mkdtemp(join(tmpdir(), 'mcp-registry-'))
  await mkdir(join(home, '.config', 'mcp-registry'), { recursive: true })
  const file = join(home, '.config', 'mcp-registry', 'config.json')
  await writeFile(file, JSON.stringify({ registries: [registry.url] }))
  const argv = ['search', '--json']
  expect((await runCaptured(mcpRegistry, argv, { env: { HOME: home } })).stdout).toContain(registry.url)
  await writeFile(file, '{"registries": "one"}')
  const broken = await runCaptured(mcpRegistry, argv, { env: { HOME: home } })
  expect([broken.exitCode, broken.stdout]).toEqual([1, expect.stringContaining('is malformed')])
  const env = { HOME: home, MCP_REGISTRY_URL: registry.url }
  expect((await runCaptured(mcpRegistry, argv, { env })).exitCode).toBe(0)
  await rm(home, { recursive: true })
})

test('show prints the description, inputs and run command of a server', async () => {
  await using registry = await startRegistry(tides)
  const { exitCode, stdout } = await run('show', 'com.example/tides', '--registry', registry.url)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('package 1  npm @example/tides 1.0.0  stdio')
  expect(stdout).toContain('remote 1  https://tides.example.com/mcp  streamable-http')
  expect(stdout).toContain('TIDES_KEY (required; secret): The key of the tide tables')
  expect(stdout).toContain('mcp-registry run com.example/tides --package 1 --input TIDES_KEY=…')
  expect(stdout).toContain('mcp-registry config com.example/tides --remote 1')
  const json = await run('show', 'com.example/tides', '1.0.0', '--registry', registry.url, '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ server: tides, choices: [{ type: 'npm' }, { type: 'remote' }] })
})

test('the error for an unknown server lists the registries that were searched', async () => {
  await using registry = await startRegistry(tides)
  for (const command of ['show', 'versions']) {
    const { exitCode, stderr } = await run(command, 'com.example/none', '--registry', registry.url)
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`There is no com.example/none at ${registry.url}`)])
  }
})

test('versions lists what was published, the latest marked', async () => {
  await using registry = await startRegistry(tides, { ...tides, version: '1.1.0' })
  const { stdout } = await run('versions', 'com.example/tides', '--registry', registry.url)
  expect(stdout).toBe(
    [
      'VERSION  PUBLISHED           STATUS',
      '1.1.0    2026-01-02  latest  active',
      '1.0.0    2026-01-01          active',
      '',
    ].join('\n'),
  )
})

test('diff names what was added, removed and changed', async () => {
  const { remotes: _, ...later } = { ...tides, version: '2.0.0', title: 'Tides' }
  await using registry = await startRegistry(tides, later)
  const { stdout } = await run('diff', 'com.example/tides', '1.0.0', 'latest', '--registry', registry.url)
  expect(stdout).toContain('~ version: "1.0.0" → "2.0.0"\n')
  expect(stdout).toContain('+ title: "Tides"\n')
  expect(stdout).toContain('- remotes: [{"type":"streamable-http"')
})

test('control characters from a registry are not printed', async () => {
  const evil = '\u001B[2J\u009B31m\u202Eevil\r\nnew'
  await using registry = await startRegistry(toServer({ description: evil, title: evil, websiteUrl: evil }))
  for (const argv of [['search'], ['show', 'com.example/tides'], ['show', 'com.example/tides', '--json']]) {
    const { stdout } = await run(...argv, '--registry', registry.url)
    expect(stdout).toContain('evil')
    for (const control of ['\u001B', '\u009B', '\r']) expect(stdout).not.toContain(control)
  }
})

test.each(['bash', 'zsh', 'fish'])('the completion for %s knows commands and options', async (shell) => {
  const { exitCode, stdout } = await run('completion', shell)
  expect(exitCode).toBe(0)
  for (const word of ['search', 'versions', 'include-deleted']) expect(stdout).toContain(word)
  expect((await run('completion', 'cmd')).exitCode).toBe(2)
})

const COMPLETE = {
  bash: 'source "$1"; COMP_WORDS=(mcp-registry "${@:2}"); COMP_CWORD=$(($# - 1)); _mcp_registry; echo "${COMPREPLY[@]}"',
  fish: 'source $argv[1]; complete -C "mcp-registry $argv[2..]" | string split -f 1 \\t',
}

test.for([
  ['bash', ['config', 'x', '--client', 'vs'], 'vscode'],
  ['fish', ['config', 'x', '--client', 'vs'], 'vscode'],
  ['bash', ['takedown', 'l'], 'lift list'],
  ['fish', ['takedown', 'lif'], 'lift'],
  ['bash', ['token', 'create', '--ex'], '--expires'],
  ['fish', ['token', 'create', '--ex'], '--expires'],
  ['bash', ['token', 'create', '--role', ''], 'administrator'],
] as const)('%s completes %j', async ([shell, words, completion], { skip }) => {
  skip(spawnSync(shell, ['--version']).error !== undefined, `${shell} is not installed`)
  const { stdout } = await run('completion', shell)
  await using place = await openHome()
  const file = join(place.home, 'completion')
  await writeFile(file, stdout)
  const own = shell === 'bash' ? ['-c', COMPLETE.bash, 'bash', file] : ['--no-config', '-c', COMPLETE.fish, file]
  const env = { HOME: place.home, PATH: process.env['PATH'] }
  const completed = spawnSync(shell, [...own, ...words], { encoding: 'utf8', env })
  expect([completed.stdout, completed.stderr]).toEqual([`${completion}\n`, ''])
})

const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided'

test('show prints what the publisher recorded of the server, made safe', async () => {
  const inspection = {
    protocolVersions: ['2025-11-25'],
    serverInfo: { name: 'tides', version: '1.2.0' },
    capabilities: ['tools'],
    tools: { count: 2, names: ['moon', 'tide\u001B[2J\u202E\n'] },
    resources: { count: 70, names: Array.from({ length: 60 }, (_, index) => `r${index}`) },
    resourceTemplates: { count: 3 },
  }
  await using registry = await startRegistry({ ...tides, _meta: { [PUBLISHER]: { inspection } } })
  const { exitCode, stdout } = await run('show', 'com.example/tides', '--registry', registry.url)
  expect(exitCode).toBe(0)
  expect(stdout).toContain(
    [
      'recorded by the publisher',
      '  server     tides 1.2.0',
      '  protocol   2025-11-25',
      '  can        tools',
      '  tools      2: moon, tide[2J',
      '  resources  70: r0, r1, ',
    ].join('\n'),
  )
  expect(stdout).toContain('r49, …\n  templates  3\n')
})

verifies('inspect:malformed', 'show prints a server without its malformed inspection', async () => {
  await using plain = await startRegistry(tides)
  const { stdout: expected } = await run('show', 'com.example/tides', '--registry', plain.url)
  for (const inspection of [null, 'x', [], { tools: 5 }, { protocolVersions: [{}], serverInfo: 1, capabilities: 'x' }]) {
    await using registry = await startRegistry({ ...tides, _meta: { [PUBLISHER]: { inspection } } })
    const { exitCode, stdout } = await run('show', 'com.example/tides', '--registry', registry.url)
    expect([exitCode, stdout.replace(registry.url, plain.url)]).toEqual([0, expected])
  }
})

verifies(
  'cli:status-and-prerelease-are-said',
  'search and show mark servers that are deprecated, with the message, and pre-releases',
  async () => {
    const status = { status: 'deprecated', statusMessage: 'use com.example/waves' } as const
    await using registry = await startRegistryWith(status, { ...tides, version: '2.0.0-beta.1' })
    const { stdout } = await run('search', 'tides', '--registry', registry.url)
    expect(stdout).toContain('(deprecated: use com.example/waves) (pre-release) Tides of any coast.')
    const shown = await run('show', 'com.example/tides', '--registry', registry.url)
    expect(shown.stdout).toContain('2.0.0-beta.1 (latest) (pre-release)')
  },
)

test.each(['run', 'config', 'show'])('%s refuses a deleted server with the message of its publisher', async (command) => {
  await using registry = await startRegistryWith({ status: 'deleted', statusMessage: 'use com.example/waves' }, tides)
  const { exitCode, stderr } = await run(command, 'com.example/tides', '--registry', registry.url)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('com.example/tides 1.0.0 is deleted: use com.example/waves')])
  expect(stderr).toContain('mcp-registry versions com.example/tides')
})
