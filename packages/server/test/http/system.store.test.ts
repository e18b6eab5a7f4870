import { expect, test } from 'vitest'
import { startTestRegistry } from '../harness/start-test-registry.js'

test.each(['/v0', '/v0.1'])('health, ping and version answer under %s', async (prefix) => {
  await using registry = await startTestRegistry({ env: { MCP_REGISTRY_VERSION: '9.9.9', MCP_REGISTRY_GIT_COMMIT: 'abc' } })
  expect((await registry.get(`${prefix}/health`)).json()).toEqual({ status: 'ok' })
  expect((await registry.get(`${prefix}/ping`)).json()).toEqual({ pong: true })
  expect((await registry.get(`${prefix}/version`)).json()).toEqual({ version: '9.9.9', git_commit: 'abc', build_time: 'unknown' })
})

test('health tells the GitHub app that publishers log in with', async () => {
  await using registry = await startTestRegistry({ env: { MCP_REGISTRY_GITHUB_CLIENT_ID: 'Iv1.0123' } })
  expect((await registry.get('/v0/health')).json()).toEqual({ status: 'ok', github_client_id: 'Iv1.0123' })
})
