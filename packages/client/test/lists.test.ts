import { createRegistryClient } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'
import { entry, serverJson } from './harness/entries.js'
import { fakeFetch, json } from './harness/fake-fetch.js'

const open = (...pages: readonly unknown[]) => {
  const { fetch, sent } = fakeFetch(...pages.map((page) => json(page)))
  return { client: createRegistryClient({ baseUrl: 'https://registry.example', fetch, apiVersion: 'v0' }), sent }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('a page', () => {
  const a = entry('a/b', '1')
  test.each([
    ['without metadata', { servers: [a] }, { servers: [a], metadata: { count: 1 } }],
    [
      'with next_cursor',
      { servers: [a], metadata: { next_cursor: 'x' } },
      { servers: [a], metadata: { count: 1, nextCursor: 'x' } },
    ],
    ['with an empty cursor', { servers: [a], metadata: { nextCursor: '' } }, { servers: [a], metadata: { count: 1 } }],
    ['with a null cursor', { servers: [a], metadata: { nextCursor: null, count: 9 } }, { servers: [a], metadata: { count: 1 } }],
    ['with null for no servers', { servers: null, metadata: { count: 0 } }, { servers: [], metadata: { count: 0 } }],
    [
      'of entries without _meta',
      { servers: [{ server: a.server }] },
      { servers: [{ server: a.server, _meta: {} }], metadata: { count: 1 } },
    ],
    [
      'of bare documents',
      { servers: [{ ...serverJson(), _meta: { x: 1 } }] },
      { servers: [{ server: { ...serverJson(), _meta: { x: 1 } }, _meta: { x: 1 } }], metadata: { count: 1 } },
    ],
    ['with entries that are none', { servers: [null, 1, {}, { server: {} }, a] }, { servers: [a], metadata: { count: 1 } }],
  ])('%s is read', async (_, body, page) => {
    expect(await open(body).client.listServers()).toEqual(page)
  })
})

describe('a walk', () => {
  test('gives every entry of every page, passes the filters on, and passes over an empty extra page', async () => {
    const { client, sent } = open(
      { servers: [entry('a/b', '1')], metadata: { nextCursor: 'a/b:1' } },
      { servers: [entry('c/d', '1')], metadata: { nextCursor: 'c/d:1' } },
      { servers: [], metadata: {} },
    )
    const entries = await collect(client.servers({ search: 'x', version: 'latest' }))
    expect(entries.map(({ server }) => server.name)).toEqual(['a/b', 'c/d'])
    expect(sent.map(({ path }) => path)).toEqual([
      '/v0/servers?search=x&version=latest',
      '/v0/servers?cursor=a%2Fb%3A1&search=x&version=latest',
      '/v0/servers?cursor=c%2Fd%3A1&search=x&version=latest',
    ])
  })

  test('can be left early', async () => {
    const { client, sent } = open({ servers: [entry('a/b', '1')], metadata: { nextCursor: 'x' } })
    for await (const _ of client.servers()) break
    expect(sent).toHaveLength(1)
  })

  test('ends when a registry gives the same cursor again', async () => {
    const { client } = open({ servers: [entry('a/b', '1')], metadata: { nextCursor: 'x' } })
    await expect(collect(client.pages())).rejects.toMatchObject({ code: 'invalid-answer' })
  })
})
