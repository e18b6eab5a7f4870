import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { validateServerJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { valueAt } from '../src/project/field.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { openWorkspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const root = new URL('../../../', import.meta.url)
const run = promisify(execFile)

interface Step {
  readonly name?: string
  readonly run?: string
}

async function readWorkflow(): Promise<{ readonly steps: readonly Step[]; readonly permissions: unknown }> {
  const document = await readFile(new URL('docs/github-actions.md', root), 'utf8')
  const workflow: unknown = parse(/```yaml\n(name:[\s\S]+?)```/.exec(document)?.[1] ?? '')
  return {
    steps: valueAt(workflow, 'jobs', 'publish', 'steps') as readonly Step[],
    permissions: valueAt(workflow, 'permissions'),
  }
}

/** Puts `mcp-publisher` and a shell's view of this machine in front of the steps. */
async function installCommand(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const command = join(folder, 'mcp-publisher')
  const program = fileURLToPath(new URL('packages/publisher/bin/mcp-publisher.js', root))
  await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`)
  await chmod(command, 0o755)
  return `${folder}${delimiter}${process.env['PATH'] ?? ''}`
}

verifies('init:workflow-is-documented', 'init --workflow writes the documented workflow for an npm package', async () => {
  const document = await readFile(new URL('docs/github-actions.md', root), 'utf8')
  const manifest = {
    name: 'weather',
    version: '1.0.0',
    description: 'Forecasts',
    bin: 'a.js',
    mcpName: 'io.github.alice/weather',
  }
  await using workspace = await openWorkspace({ 'package.json': JSON.stringify(manifest) })
  const { exitCode, stdout } = await workspace.run(['init', '--workflow'])
  expect([exitCode, stdout]).toEqual([0, '✓ Created server.json\n✓ Created .github/workflows/publish-mcp.yml\n'])
  expect(document).toContain(`\`\`\`yaml\n${await workspace.read('.github/workflows/publish-mcp.yml')}\`\`\`\n`)
})

const STDIO = { type: 'stdio' }

test.each([
  {
    title: 'npm with another program',
    packages: [
      {
        registryType: 'npm',
        identifier: 'weather',
        version: '1.0.0',
        transport: STDIO,
        runtimeArguments: [
          { type: 'named', name: '--package', value: 'weather@1.0.0' },
          { type: 'positional', value: 'weather-mcp' },
        ],
      },
    ],
    publishes: 'npm publish --provenance',
    result: [{ version: '1.4.0', runtimeArguments: [{ value: 'weather@1.4.0' }, { value: 'weather-mcp' }] }],
  },
  {
    title: 'PyPI',
    packages: [{ registryType: 'pypi', identifier: 'weather', version: '1.0.0', transport: STDIO }],
    publishes: 'uv publish',
    result: [{ version: '1.4.0' }],
  },
  {
    title: 'NuGet',
    packages: [{ registryType: 'nuget', identifier: 'Weather', version: '1.0.0', transport: STDIO }],
    publishes: 'dotnet nuget push',
    result: [{ version: '1.4.0' }],
  },
  {
    title: 'cargo',
    packages: [{ registryType: 'cargo', identifier: 'weather', version: '1.0.0', transport: STDIO }],
    publishes: 'cargo publish',
    result: [{ version: '1.4.0' }],
  },
  {
    title: 'an image',
    packages: [{ registryType: 'oci', identifier: 'ghcr.io/alice/weather:v1.0.0', transport: STDIO }],
    publishes: 'image="ghcr.io/alice/weather:v$VERSION"',
    result: [{ identifier: 'ghcr.io/alice/weather:v1.4.0' }],
  },
  {
    title: 'a bundle',
    packages: [
      {
        registryType: 'mcpb',
        identifier: 'https://github.com/alice/weather/releases/download/v1.0.0/weather-mcp.mcpb',
        fileSha256: '0'.repeat(64),
        transport: STDIO,
      },
    ],
    publishes: 'gh release create',
    result: [
      {
        identifier: 'https://github.com/alice/weather/releases/download/v1.4.0/weather-mcp.mcpb',
        fileSha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ],
  },
  {
    title: 'Go',
    packages: [{ registryType: 'go', identifier: 'github.com/alice/weather', version: 'v1.0.0', transport: STDIO }],
    publishes: undefined,
    result: [{ version: 'v1.4.0' }],
  },
])(
  'the workflow of $title publishes it, and puts the version of the tag into server.json',
  async ({ packages, publishes, result }) => {
    const document = {
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      name: 'com.example/weather',
      description: 'Forecasts',
      version: '1.0.0',
      packages,
    }
    await using workspace = await openWorkspace({ 'server.json': JSON.stringify(document), 'weather-mcp.mcpb': 'abc' })
    const { exitCode, stdout, stderr } = await workspace.run(['init', '--workflow'])
    expect([exitCode, stdout], stderr).toEqual([0, '✓ Created .github/workflows/publish-mcp.yml\n'])
    const workflow: unknown = parse(await workspace.read('.github/workflows/publish-mcp.yml'))
    const steps = valueAt(workflow, 'jobs', 'publish', 'steps') as readonly Step[]
    const scripts = steps.map(({ run: script }) => script ?? '')
    if (publishes !== undefined) expect(scripts.some((script) => script.includes(publishes))).toBe(true)
    expect(scripts).toContain('mcp-publisher login dns --domain example.com')
    expect(steps.at(-1)).toMatchObject({ env: { MCP_PUBLISHER_PRIVATE_KEY: '${{ secrets.MCP_PRIVATE_KEY }}' } })
    const step = steps.find(({ name }) => name === 'Take the version from the tag')
    const env = { PATH: process.env['PATH'] ?? '', GITHUB_REF_NAME: 'v1.4.0', GITHUB_WORKSPACE: workspace.cwd }
    await run('bash', ['-eo', 'pipefail', '-c', step?.run ?? ''], { cwd: workspace.cwd, env })
    const published = JSON.parse(await workspace.read('server.json'))
    expect(published).toMatchObject({ version: '1.4.0', packages: result })
    expect(validateServerJson(JSON.stringify(published))).toMatchObject({ valid: true })
  },
)

test('in a monorepo, the workflow stands at its root, works in the folder and follows the tags of the package', async () => {
  await using root = await openWorkspace({
    'servers/rain/package.json': JSON.stringify({ name: 'rain', version: '1.0.0', description: 'Rain', bin: 'a.js' }),
    'pnpm-lock.yaml': '',
  })
  const git = (...args: string[]) => run('git', ['-C', root.cwd, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  await git('init', '--quiet')
  await git('remote', 'add', 'origin', 'git@github.com:alice/servers.git')
  await git('commit', '--quiet', '--no-gpg-sign', '--allow-empty', '-m', 'x')
  await git('tag', 'rain@1.0.0')
  await using workspace = await openWorkspace({}, { cwd: join(root.cwd, 'servers/rain') })
  expect((await workspace.run(['init', '--workflow'])).stdout).toContain('✓ Created ../../.github/workflows/publish-mcp.yml')
  const text = await root.read('.github/workflows/publish-mcp.yml')
  const workflow: unknown = parse(text)
  expect(valueAt(workflow, 'on', 'push', 'tags')).toEqual(['rain@[0-9]*'])
  const steps = valueAt(workflow, 'jobs', 'publish', 'steps') as readonly (Step & { 'working-directory'?: string })[]
  expect(steps.find(({ name }) => name === 'Publish the package')).toMatchObject({
    run: 'pnpm publish --provenance --access public --no-git-checks',
    'working-directory': 'servers/rain',
  })
  expect(steps.at(-1)).toMatchObject({ run: 'mcp-publisher publish --wait 10m', 'working-directory': 'servers/rain' })
  expect(text).toContain('version="${GITHUB_REF_NAME#rain@}"')
  const again = await workspace.run(['init', '--workflow'])
  expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('init --workflow --force')])
  await root.write('servers/rain/server.json', (await root.read('servers/rain/server.json')).replace('"Rain"', '"Edited"'))
  expect((await workspace.run(['init', '--workflow', '--force'])).exitCode).toBe(0)
  expect(await root.read('servers/rain/server.json')).toContain('"Edited"')
  expect((await workspace.run(['init', '--workflow', '--force', '--description', 'Rain'])).stdout).toContain(
    '✓ Created server.json',
  )
  expect(await root.read('servers/rain/server.json')).toContain('"Rain"')
})

test('a server.json that is not valid gives no workflow', async () => {
  await using workspace = await openWorkspace({ 'server.json': '{"name":"x; rm -rf ~"}' })
  const { exitCode, stderr } = await workspace.run(['init', '--workflow'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('List its issues with: mcp-publisher validate')])
})

test('the steps of the documented workflow publish the version of the tag, with the identity of the job', async () => {
  const { steps, permissions } = await readWorkflow()
  expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' })
  await using actions = await startFakeServer(() => ({ body: { value: 'id-token' } }))
  await using registry = await startFakeServer(({ path }) => ({
    body: path.startsWith('/v0.1/auth') ? { registry_token: 'registry-token', expires_at: 2_000_000_000 } : { server: {} },
  }))
  const packages = [
    { registryType: 'npm', identifier: 'weather', version: '0.0.0', transport: { type: 'stdio' } },
    { registryType: 'oci', identifier: 'ghcr.io/alice/weather:1', transport: { type: 'stdio' } },
  ]
  const document = { name: 'io.github.alice/weather', description: 'Forecasts', version: '0.0.0', packages }
  await using workspace = await openWorkspace({
    'server.json': JSON.stringify({
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      ...document,
    }),
  })
  const env = {
    HOME: workspace.home,
    PATH: await installCommand(join(workspace.home, 'bin')),
    MCP_REGISTRY_URL: registry.url,
    GITHUB_REF_NAME: 'v1.4.0',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${actions.url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-token',
    CI: 'true',
  }
  const first = steps.findIndex(({ name }) => name === 'Take the version from the tag')
  for (const { run: script } of steps.slice(first)) {
    // As GitHub runs a step.
    await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script ?? ''], { cwd: workspace.cwd, env })
  }
  expect(actions.requests.map(({ path }) => path)).toEqual([
    `/token?api-version=2.0&audience=${encodeURIComponent(registry.url)}`,
  ])
  const sent = registry.requests.filter(({ method }) => method === 'POST')
  expect(sent.map(({ path }) => path)).toEqual(['/v0.1/auth/github-oidc', '/v0.1/publish'])
  expect(sent[1]?.headers.authorization).toBe('Bearer registry-token')
  expect(JSON.parse(sent[1]?.body.toString() ?? '')).toMatchObject({
    version: '1.4.0',
    packages: [{ version: '1.4.0' }, { identifier: 'ghcr.io/alice/weather:1' }],
  })
})
