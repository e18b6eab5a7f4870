import { CLIENT_DESCRIPTIONS } from '@mcp-registry/client'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { mcpRegistry } from '../../src/registry/program.js'

// Without --registry nothing is asked, whatever the environment names.
const env = { HOME: '/nowhere', MCP_REGISTRY_URL: 'http://127.0.0.1:9' }
const run = (...argv: string[]) => runCaptured(mcpRegistry, ['clients', ...argv], { env })

verifies('clients:compare', 'clients are listed, shown and compared without a registry', async () => {
  const list = await run('list', '--feature', 'tasks', '--category', 'editor')
  expect([list.exitCode, list.stderr]).toEqual([0, ''])
  expect(list.stdout).toMatch(/^ID +TITLE +CATEGORY +TRANSPORTS +FEATURES\n/)
  expect(list.stdout).toMatch(/com\.microsoft\/vscode +VS Code +editor +stdio, streamable-http, sse +tools, /)
  expect(list.stdout).not.toContain('com.cursor/cursor')

  const shown = await run('show', 'VSCode')
  expect(shown.stdout).toMatch(/^VS Code {2}com\.microsoft\/vscode\n/)
  expect(shown.stdout).toMatch(/\n {2}project file +\.vscode\/mcp\.json \(jsonc\)\n/)
  expect(JSON.parse((await run('show', 'com.microsoft/vscode', '--json')).stdout)).toEqual(
    CLIENT_DESCRIPTIONS.find(({ id }) => id === 'com.microsoft/vscode'),
  )

  const compared = await run('compare', 'vscode', 'cursor', 'goose')
  expect(compared.stdout).toMatch(/^ +vscode +cursor +goose\n/)
  expect(compared.stdout).toMatch(/\ntasks +yes +\? +no\n/)
  expect(compared.stdout).toMatch(/\nfile of a project +\.vscode\/mcp\.json \(jsonc\) +\.cursor\/mcp\.json \(jsonc\) +–\n/)
  expect(JSON.parse((await run('compare', 'cursor', 'goose', '--json')).stdout).clients).toHaveLength(2)
})

test('an unknown client, a single one, or a filter that matches nothing is explained', async () => {
  expect(await run('show', 'nobody')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'error: There is no client nobody. List them with: mcp-registry clients list\n',
  })
  expect(await run('compare', 'vscode', 'com.microsoft/vscode')).toMatchObject({ exitCode: 2 })
  expect(await run('list', 'no such client')).toEqual({ exitCode: 0, stdout: '', stderr: 'No client matches.\n' })
  expect(await run('list', '--feature', 'magic')).toMatchObject({ exitCode: 2 })
})

test('a registry without a list of clients is named, with what to do', async () => {
  await using registry = await startFakeServer(() => undefined)
  const { exitCode, stderr } = await run('list', '--registry', registry.url)
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`${registry.url} has no list of clients. Without --registry`)
})

test('two clients with the same name are told apart by their ids, and texts of a registry are made safe', async () => {
  const [first] = CLIENT_DESCRIPTIONS
  const clients = ['com.example/editor', 'org.example/editor'].map((id) => ({ ...first, id, title: '\u001B[31mRed' }))
  await using registry = await startFakeServer(() => ({ body: { clients, metadata: { count: 2 } } }))
  expect((await run('show', 'editor', '--registry', registry.url)).stderr).toContain(
    'Several clients are called editor: com.example/editor, org.example/editor.',
  )
  const { stdout } = await run('show', 'org.example/editor', '--registry', registry.url)
  expect(stdout).toMatch(/^\[31mRed {2}org\.example\/editor\n/)
})
