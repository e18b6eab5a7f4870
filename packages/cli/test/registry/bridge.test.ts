import { expect, test } from 'vitest'
import { mcpRegistry } from '../../src/registry/program.js'
import { startRemote } from '../chain/harness/start-remote.js'
import { type CaptureOptions, runCaptured } from '@mcp-registry/testkit/run-captured'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { startRegistry, toServer } from './harness/start-registry.js'

const clientInfo = { name: 'test', version: '1.0.0' }
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
}
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
const listTools = { jsonrpc: '2.0', id: 2, method: 'tools/list' }
const toLines = (...messages: readonly object[]) => messages.map((message) => `${JSON.stringify(message)}\n`).join('')

/** Runs the remote with its key, or another one, on this input. */
async function runRemote(url: string, options: CaptureOptions & { readonly type?: 'sse'; readonly key?: string }) {
  const { type = 'streamable-http', key = 'secret-key' } = options
  const headers = [{ name: 'X-Tides-Key', isRequired: true, isSecret: true }]
  await using registry = await startRegistry(toServer({ remotes: [{ type, url, headers }] }))
  const argv = ['run', 'com.example/tides', '--registry', registry.url, '--input', `X-Tides-Key=${key}`]
  const { stdout, ...rest } = await runCaptured(mcpRegistry, argv, { ...options, env: { HOME: '/nowhere' } })
  return { ...rest, messages: stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])) }
}

test('messages from a pipe are answered before the command and its session end', async () => {
  await using remote = await startRemote('secret-key')
  const { exitCode, messages, stderr } = await runRemote(remote.url, { stdin: toLines(initialize, initialized, listTools) })
  expect([exitCode, stderr]).toEqual([0, `Passing messages on to ${remote.url}\n`])
  expect(messages).toMatchObject([
    { id: 1, result: { serverInfo: { name: 'tides' } } },
    { id: 2, result: { tools: [{ name: 'tide' }] } },
  ])
  expect(remote.sessions.size).toBe(0)
})

test('a remote that refuses the key is reported without the key', async () => {
  await using remote = await startRemote('secret-key')
  const { exitCode, messages, stderr } = await runRemote(remote.url, { stdin: toLines(initialize), key: 'another-key' })
  expect(exitCode).toBe(1)
  expect(messages).toMatchObject([{ id: 1, error: { message: expect.stringContaining('with status 401') } }])
  expect(stderr).toContain('refuses the headers that were given')
  expect(stderr).not.toContain('another-key')
})

test.each(['sse' as const, undefined])('an unreachable remote is reported, over %s', async (type) => {
  await using gone = await startFakeServer(() => undefined)
  await gone[Symbol.asyncDispose]()
  const { exitCode, stderr } = await runRemote(gone.url, { stdin: toLines(initialize), ...(type && { type }) })
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('cannot be reached: ')])
})

test('a request that was cancelled is not waited for at the end of the input', async () => {
  await using silent = await startFakeServer(({ body }) => ({
    status: JSON.parse(body.toString() || '{}').id === undefined ? 202 : 200,
    headers: { 'content-type': 'text/event-stream' },
  }))
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }
  expect((await runRemote(silent.url, { stdin: toLines(listTools, cancelled) })).exitCode).toBe(0)
})

test('the key is not sent after a redirect to another host', async () => {
  await using elsewhere = await startFakeServer(() => ({ body: {} }))
  await using remote = await startFakeServer(() => ({ status: 307, headers: { location: elsewhere.url } }))
  const { exitCode, stderr } = await runRemote(remote.url, { stdin: toLines(initialize) })
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('answers with status 307')])
  expect(elsewhere.requests).toEqual([])
})
