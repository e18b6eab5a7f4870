import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { startServe } from '../harness/start-serve.js'

const SAMPLES = fileURLToPath(new URL('../../../../fixtures/sample-servers.json', import.meta.url))

test('a running registry with an embedded database is asked for the backup, and goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'))
  try {
    const dataDir = join(folder, 'data')
    await using serving = await startServe({ dataDir, env: { MCP_REGISTRY_SEED_FROM: SAMPLES } })
    const { port } = await serving.untilListening()
    const env = { MCP_REGISTRY_DATA_DIR: dataDir, MCP_REGISTRY_SERVER_ADDRESS: `127.0.0.1:${port}` }
    const run = (...argv: string[]) => runCaptured(mcpRegistry, argv, { env })
    const file = join(folder, 'registry.backup')
    const made = await run('backup', file, '--json')
    expect(JSON.parse(made.stdout), made.stderr).toEqual({ file, epoch: expect.stringMatching(/^[0-9a-f]{32}$/), change: 16 })
    const refused = await run('restore', file, '--replace')
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('is in use by')])
    const listed = await fetch(`http://127.0.0.1:${port}/v0.1/servers?limit=100`)
    expect(await listed.json()).toMatchObject({ metadata: { count: 16 } })
    serving.child.kill('SIGTERM')
    await once(serving.child, 'exit')

    const other = join(folder, 'other')
    expect((await runCaptured(mcpRegistry, ['restore', file, '--data-dir', other])).exitCode).toBe(0)
    const entries = await runCaptured(mcpRegistry, ['export', '--data-dir', other])
    expect(entries.stdout).toBe((await runCaptured(mcpRegistry, ['export', '--data-dir', dataDir])).stdout)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 120_000)

test('without a registry that answers, the message names the address and the option', async () => {
  const env = { MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:9', MCP_REGISTRY_TOKEN: 'none' }
  const failed = await runCaptured(mcpRegistry, ['backup', '/dev/null', '--registry', 'http://127.0.0.1:9'], { env })
  expect([failed.exitCode, failed.stdout]).toEqual([1, ''])
  expect(failed.stderr).toContain('127.0.0.1:9')
})
