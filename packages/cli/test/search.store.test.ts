import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../../server/test/harness/start-test-registry.js'
import { mcpRegistry } from '../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

async function startRegistry() {
  const registry = await startTestRegistry()
  const url = await registry.listen()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson({ name: 'io.github.alice/maps', description: 'Maps of the weather.' }))
  await alice.publish(serverJson({ name: 'io.github.alice/weather', description: 'Forecasts.' }))
  return {
    search: (...argv: string[]) =>
      runCaptured(mcpRegistry, ['search', ...argv, '--registry', url], { env: { HOME: '/nowhere' } }),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

test('search prints the best results first where the registry ranks', async () => {
  await using registry = await startRegistry()
  const { stdout, stderr } = await registry.search('weather')
  expect(stdout).toMatch(/alice\/weather[^]*alice\/maps/)
  expect(stderr).toBe('')
})

test('search prints the corrections of misspelt words, and whether only some words were found', async () => {
  await using registry = await startRegistry()
  const misspelt = await registry.search('waether')
  expect(misspelt.stdout).toContain('io.github.alice/weather')
  expect(misspelt.stderr).toContain('Results for "weather"')
  const some = await registry.search('forecasts', 'zanzibar')
  expect(some.stdout).toContain('io.github.alice/weather')
  expect(some.stderr).toContain('Nothing has all of the words.')
})

test('search reads all pages of ranked results', async () => {
  await using registry = await startRegistry()
  const { stdout } = await registry.search('weather', '--limit', '1', '--all', '--json')
  expect(JSON.parse(stdout).servers.map(({ server }: { server: { name: string } }) => server.name)).toEqual([
    'io.github.alice/weather',
    'io.github.alice/maps',
  ])
})
