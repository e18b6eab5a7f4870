import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { valueAt } from '../src/project/field.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { openWorkspace } from './harness/workspace.js'

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
