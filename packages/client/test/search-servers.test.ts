import { createRegistryClient } from '@mcp-registry/client'
import { expect, test } from 'vitest'
import { entry } from './harness/entries.js'
import { fakeFetch, html, json, type Reply } from './harness/fake-fetch.js'

function open(...replies: readonly Reply[]) {
  const { fetch, sent } = fakeFetch(...replies)
  const client = createRegistryClient({ baseUrl: 'https://registry.example', fetch, apiVersion: 'v0.1', retry: false })
  return { client, paths: () => sent.map(({ path }) => path) }
}

test('a registry that ranks is asked for the best, and all that it says is handed on', async () => {
  const metadata = { count: 1, total: { value: 1, relation: 'eq' }, matched: 'all', corrected: 'weather' }
  const facets = { packageTypes: [], transports: [], capabilities: [], statuses: [{ value: 'active', count: 1 }] }
  const hit = { ...entry('a/weather', '1'), highlights: [{ path: 'name', ranges: [[2, 9]] }] }
  const { client, paths } = open(json({ servers: [hit], metadata, facets }))
  expect(await client.searchServers({ q: 'waether', packageType: 'npm', capability: 'tools', limit: 5 })).toEqual({
    isRanked: true,
    servers: [hit],
    metadata,
    facets,
  })
  expect(paths()).toEqual(['/v0.1/x/io.modelcontextprotocol.registry/search?q=waether&limit=5&package_type=npm&capability=tools'])
})

test('a registry that does not is asked for its list', async () => {
  const { client, paths } = open(html(404), json({ servers: [entry('a/weather', '1')], metadata: { count: 1 } }))
  const found = await client.searchServers({ q: 'weather', limit: 5 })
  expect([found.isRanked, found.servers.map(({ server }) => server.name)]).toEqual([false, ['a/weather']])
  expect(paths()[1]).toBe('/v0.1/servers?limit=5&search=weather&version=latest')
})

test('filters that the list does not know are not left out in silence, and a failure is not taken for absence', async () => {
  const { client } = open(html(404), json({ servers: [], metadata: { count: 0 } }))
  await expect(client.searchServers({ q: 'weather', status: 'deprecated' })).rejects.toMatchObject({ status: 404 })
  const failing = open(html(500))
  await expect(failing.client.searchServers({ q: 'weather' })).rejects.toMatchObject({ status: 500 })
})
