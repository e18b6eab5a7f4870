import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { startProcess } from '@mcp-registry/testkit/upstreams/run-process'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'])
    return true
  } catch {
    return false
  }
}

async function startRedis() {
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const redis = await startProcess('redis-server', args, /Ready to accept connections/)
  return { ...redis, url: `redis://127.0.0.1:${port}` }
}

// `.ci/run` installs redis-server; elsewhere the test is skipped without it.
test.skipIf(process.env['CI'] === undefined && !hasRedis())(
  'two processes share the counts through Redis, and let requests through while it is away',
  async () => {
    await using redis = await startRedis()
    const env = { MCP_REGISTRY_REDIS_URL: redis.url, MCP_REGISTRY_RATE_LIMIT_READS: '2' }
    await using first = await startTestRegistry({ env })
    await using second = await startTestRegistry({ env })
    const ask = async (registry: typeof first) =>
      (await registry.inject({ url: '/v0.1/ping', remoteAddress: '203.0.113.7' })).statusCode
    expect([await ask(first), await ask(second), await ask(first), await ask(second)]).toEqual([200, 200, 429, 429])
    await redis[Symbol.asyncDispose]()
    expect([await ask(first), await ask(second)]).toEqual([200, 200])
  },
)
