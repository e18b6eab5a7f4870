import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CLIENT_DESCRIPTIONS } from '@mcp-registry/client'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { expect, test } from 'vitest'
import { startTestRegistry } from '../../../server/test/harness/start-test-registry.js'
import { mcpRegistry } from '../../src/registry/program.js'

test('an administrator adds, removes and resets clients of a registry, which readers then see', async () => {
  await using registry = await startTestRegistry()
  const url = await registry.listen()
  const folder = await mkdtemp(join(tmpdir(), 'clients-'))
  try {
    const env = { HOME: folder, MCP_REGISTRY_TOKEN: await registry.actingAs([{ action: 'edit', resource: '*' }]).token() }
    const run = (...argv: string[]) => runCaptured(mcpRegistry, ['clients', ...argv, '--registry', url], { env })
    const [first] = CLIENT_DESCRIPTIONS
    const file = join(folder, 'editor.json')
    await writeFile(file, JSON.stringify({ ...first, id: 'com.example/editor', title: 'Example Editor' }))
    expect(await run('set', file)).toEqual({
      exitCode: 0,
      stdout: 'Set the description of com.example/editor.\n',
      stderr: '',
    })
    expect((await run('show', 'editor')).stdout).toMatch(/^Example Editor {2}com\.example\/editor\n/)
    // What "show" prints, "set" takes.
    await writeFile(file, (await run('show', 'vscode', '--json')).stdout.replace('"VS Code"', '"Our VS Code"'))
    expect(JSON.parse((await run('set', file, '--json')).stdout)).toEqual({ id: 'com.microsoft/vscode', origin: 'administrator' })
    expect((await run('list', 'our', 'code')).stdout).toMatch(/com\.microsoft\/vscode +Our VS Code/)
    expect((await run('remove', 'com.cursor/cursor')).stdout).toBe('Removed com.cursor/cursor.\n')
    expect(await run('show', 'cursor')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no client cursor') })
    expect((await run('reset', 'com.cursor/cursor')).stdout).toBe(
      'Reset com.cursor/cursor: the description of the program is listed.\n',
    )
    expect((await run('reset', 'com.example/editor')).stdout).toBe('Reset com.example/editor: it is no longer listed.\n')
    expect((await run('remove', 'com.example/editor')).stderr).toContain('error[client-not-found]')
    await writeFile(file, '{"id":"com.example/editor"}')
    expect(await run('set', file)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not a valid client.json:\n'),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)
