import { type ChangeBatch, type ChangeState, createRegistryClient, type RegistryClient } from '@mcp-registry/client'
import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { entry } from './harness/entries.js'
import { fakeFetch, html, json, type Reply, type SentRequest } from './harness/fake-fetch.js'

const NOW = Date.parse('2026-01-02T00:00:00Z')

function open(...replies: readonly Reply[]) {
  const { fetch, sent } = fakeFetch(...replies)
  const client = createRegistryClient({
    baseUrl: 'https://registry.example',
    fetch,
    apiVersion: 'v0.1',
    retry: false,
    now: () => NOW,
  })
  return { client, sent }
}

async function pull(client: RegistryClient, state?: ChangeState, overlapMs = 60_000) {
  const batches: ChangeBatch[] = []
  for await (const batch of client.changes(state, { overlapMs })) batches.push(batch)
  const names = batches.flatMap(({ entries }) => entries.map(({ server }) => `${server.name}@${server.version}`))
  return { batches, names, state: batches.at(-1)?.state }
}

const page = (servers: readonly ServerResponse[], nextCursor?: string, headers = {}) =>
  json({ servers, metadata: { count: servers.length, ...(nextCursor !== undefined && { nextCursor }) } }, 200, headers)

describe('where a feed of changes is offered', () => {
  test('it is read from its beginning, and later from the stored position', async () => {
    const { client, sent } = open(
      json({ servers: [entry('a/b', '1')], metadata: { next: 7, hasMore: true } }),
      json({ servers: [entry('c/d', '1')], metadata: { next: 9, hasMore: false } }),
      json({ servers: [], metadata: { next: 9, hasMore: false } }),
    )
    const first = await pull(client)
    expect(first.names).toEqual(['a/b@1', 'c/d@1'])
    expect(first.batches[0]?.state).toEqual({ feed: 'changes', position: '7' })
    const second = await pull(client, first.state)
    expect(second.names).toEqual([])
    expect(sent.map(({ path }) => path)).toEqual(
      ['0', '7', '9'].map((position) => `/v0.1/x/io.modelcontextprotocol.registry/changes?since=${position}&limit=100`),
    )
  })

  test('the epoch of a position is sent with it', async () => {
    const { client, sent } = open(
      json({ servers: [entry('a/b', '1')], metadata: { epoch: 'ab', next: 7, hasMore: true } }),
      json({ servers: [], metadata: { epoch: 'ab', next: 7, hasMore: false } }),
    )
    expect((await pull(client)).state).toEqual({ feed: 'changes', position: '7', epoch: 'ab' })
    expect(sent.map(({ path }) => path.split('?')[1])).toEqual(['since=0&limit=100', 'since=7&epoch=ab&limit=100'])
  })

  test('a registry that was restored to an earlier state is read from its beginning, and lost versions are reported', async () => {
    const reset = json({ title: 'Gone', status: 410, detail: 'It was restored.', code: 'feed-reset', retryable: false }, 410)
    const pages = [
      json({ servers: [entry('a/b', '1')], metadata: { epoch: 'cd', next: 1, hasMore: true } }),
      json({ servers: [entry('c/d', '1')], metadata: { epoch: 'cd', next: 2, hasMore: false } }),
    ]
    const { client, sent } = open(reset, ...pages, ...pages)
    const known = [entry('a/b', '1'), entry('a/b', '2'), entry('lost/x', '1')].map(({ server: { name, version } }) => ({
      name,
      version,
    }))
    const start: ChangeState = { feed: 'changes', position: '9', epoch: 'ab' }
    const batches: ChangeBatch[] = []
    for await (const batch of client.changes(start, { listKnown: () => known })) batches.push(batch)
    expect(batches.map(({ entries, ...rest }) => [entries.length, rest])).toEqual([
      [1, { isReset: true, state: { feed: 'changes', position: '0', isRestart: true } }],
      [1, { state: { feed: 'changes', position: '2', epoch: 'cd' }, vanished: known.slice(1) }],
    ])
    expect(sent.map(({ path }) => path.split('?')[1])).toEqual([
      'since=9&epoch=ab&limit=100',
      'since=0&limit=100',
      'since=1&epoch=cd&limit=100',
    ])
    // One that was interrupted starts again, without another refusal.
    const again = await pull(client, batches[0]?.state)
    expect(again.names).toEqual(['a/b@1', 'c/d@1'])
    expect(again.state).toEqual({ feed: 'changes', position: '2', epoch: 'cd' })
  })

  test('a feed that is no longer there is an error, since a position cannot be converted to a time', async () => {
    const { client } = open(html(404))
    await expect(pull(client, { feed: 'changes', position: '7' })).rejects.toMatchObject({ status: 404 })
  })

  test('following waits at the registry for the next change', async () => {
    const { client, sent } = open(
      json({ servers: [], metadata: { next: 3, hasMore: false } }),
      json({ servers: [entry('a/b', '1')], metadata: { next: 4, hasMore: false } }),
      html(404),
    )
    const seen: unknown[] = []
    const follow = async () => {
      for await (const { entries, state } of client.changes(undefined, { follow: true })) seen.push([entries.length, state])
    }
    await expect(follow()).rejects.toMatchObject({ status: 404 })
    expect(seen).toEqual([[1, { feed: 'changes', position: '4' }]])
    expect(sent.map(({ path }) => path.split('?')[1])).toEqual([
      'since=0&limit=100',
      'since=3&limit=100&wait=30',
      'since=4&limit=100&wait=30',
    ])
  })

  test('following pauses between requests to a feed that returns empty pages at once', async () => {
    const nothing = json({ servers: [], metadata: { next: 3, hasMore: false } })
    const { fetch } = fakeFetch(nothing, nothing, nothing, html(404))
    const pauses: number[] = []
    const sleep = async (delayMs: number) => void pauses.push(delayMs)
    const client = createRegistryClient({ baseUrl: 'https://registry.example', fetch, apiVersion: 'v0.1', retry: { sleep } })
    await expect(client.changes(undefined, { follow: true, pollMs: 5000 }).next()).rejects.toMatchObject({ status: 404 })
    expect(pauses).toEqual([5000, 5000])
  })

  test('an error of the feed does not count as its absence', async () => {
    const { client } = open(html(500))
    await expect(pull(client)).rejects.toMatchObject({ status: 500 })
  })
})

describe('where there is only updated_since', () => {
  test('one page continues from the greatest time in it, less the overlap', async () => {
    const { client, sent } = open(
      html(404),
      page([entry('a/b', '1', '2026-01-01T10:00:00.123456Z'), entry('c/d', '1', '2026-01-01T09:00:00Z')]),
    )
    const { names, state } = await pull(client)
    expect(names).toEqual(['a/b@1', 'c/d@1'])
    expect(state).toEqual({
      feed: 'updated-since',
      since: '2026-01-01T09:59:00.123Z',
      recent: { 'a/b 1': '2026-01-01T10:00:00.123456Z' },
    })
    await pull(client, state)
    expect(sent.at(-1)?.path).toBe('/v0.1/servers?limit=100&updated_since=2026-01-01T09%3A59%3A00.123Z&include_deleted=true')
  })

  test('entries of the overlap are omitted, unless they have changed', async () => {
    const { client } = open(
      html(404),
      page([entry('a/b', '1', '2026-01-01T10:00:00Z'), entry('c/d', '1', '2026-01-01T10:00:00Z')]),
      page([entry('a/b', '1', '2026-01-01T10:00:00Z'), entry('c/d', '1', '2026-01-01T10:00:30Z')]),
    )
    const first = await pull(client)
    expect((await pull(client, first.state)).names).toEqual(['c/d@1'])
  })

  test('several pages continue from the time of the earliest one, since changes behind the walk have lower times than its last entries', async () => {
    const { client } = open(
      html(404),
      page([entry('a/b', '1', '2026-01-01T08:00:00Z')], 'x', { date: 'Thu, 01 Jan 2026 10:00:00 GMT' }),
      page([entry('c/d', '1', '2026-01-01T10:04:00Z')], undefined, { date: 'Thu, 01 Jan 2026 10:05:00 GMT' }),
    )
    expect((await pull(client)).state).toMatchObject({ since: '2026-01-01T09:59:00.000Z' })
  })

  test('the age of a cached response counts', async () => {
    const { client } = open(
      html(404),
      page([entry('a/b', '1', '2026-01-01T08:00:00Z')], 'x', { date: 'Thu, 01 Jan 2026 10:00:00 GMT', age: '120' }),
      page([entry('c/d', '1', '2026-01-01T10:04:00Z')]),
    )
    expect((await pull(client)).state).toMatchObject({ since: '2026-01-01T09:57:00.000Z' })
  })

  test('the time never decreases', async () => {
    const { client } = open(page([entry('a/b', '1', '2026-01-01T10:00:00Z')]))
    const state: ChangeState = { feed: 'updated-since', since: '2026-01-01T09:59:30.000Z', recent: {} }
    expect((await pull(client, state)).state).toMatchObject({ since: '2026-01-01T09:59:30.000Z' })
  })

  test('without new entries the time does not change', async () => {
    const { client } = open(page([]))
    const state: ChangeState = { feed: 'updated-since', since: '2026-01-01T09:59:30.000Z', recent: {} }
    expect((await pull(client, state)).state).toEqual(state)
  })

  test('an interrupted walk continues at its cursor', async () => {
    const { client, sent } = open(
      html(404),
      page([entry('a/b', '1', '2026-01-01T08:00:00Z')], 'x', { date: 'Thu, 01 Jan 2026 10:00:00 GMT' }),
      page([entry('c/d', '1', '2026-01-01T10:04:00Z')], undefined, { date: 'Thu, 01 Jan 2026 11:00:00 GMT' }),
    )
    let state: ChangeState | undefined
    for await (const batch of client.changes()) {
      state = batch.state
      break
    }
    const rest = await pull(client, JSON.parse(JSON.stringify(state)))
    expect(rest.names).toEqual(['c/d@1'])
    expect(sent.at(-1)?.path).toBe('/v0.1/servers?limit=100&cursor=x&include_deleted=true')
    expect(rest.state).toMatchObject({ since: '2026-01-01T09:59:00.000Z' })
  })

  test('a walk whose cursor is no longer known starts again', async () => {
    const { client, sent } = open(json({ error: 'bad cursor' }, 400), page([entry('a/b', '1', '2026-01-01T10:00:00Z')]))
    const state: ChangeState = { feed: 'updated-since', recent: {}, walk: { cursor: 'old', madeAt: NOW - 3_600_000 } }
    expect((await pull(client, state)).names).toEqual(['a/b@1'])
    expect(sent.map(({ path }) => path.includes('cursor='))).toEqual([true, false])
  })

  test('entries without a time are returned by every poll', async () => {
    const { client } = open(html(404), page([entry('a/b', '1')]))
    const first = await pull(client)
    expect(first.state).toEqual({ feed: 'updated-since', recent: {} })
    expect((await pull(client, first.state)).names).toEqual(['a/b@1'])
  })

  verifies('client:mirror-misses-nothing', 'nothing is missed, whatever changes while the pages are walked', async () => {
    const registry = registryThatChanges()
    const { client } = open((request) => registry.answer(request))
    const mirror = new Map<string, string | undefined>()
    let state: ChangeState | undefined
    for (let poll = 0; poll < 30; poll++) {
      for await (const batch of client.changes(state, { limit: 3, overlapMs: 0 })) {
        for (const item of batch.entries) mirror.set(item.server.name, item._meta[OFFICIAL_META_KEY]?.updatedAt)
        state = batch.state
      }
    }
    expect(mirror).toEqual(registry.entries)
  })
})

/** Twenty servers, each of which changes once, one with every request: some behind a walk, some ahead of it. */
function registryThatChanges() {
  let time = Date.parse('2026-01-01T00:00:00Z')
  let turn = 0
  const entries = new Map<string, string>()
  const touch = (index: number) => {
    time += 1000
    entries.set(`a.b/s${String(index).padStart(2, '0')}`, new Date(time).toISOString())
  }
  for (let index = 0; index < 20; index++) touch(index)
  return {
    entries,
    answer({ url }: SentRequest): Response {
      const { pathname, searchParams } = new URL(url)
      if (pathname.includes('/x/')) return html(404)
      const [cursor, since] = [searchParams.get('cursor') ?? '', Date.parse(searchParams.get('updated_since') ?? '1970-01-01')]
      const matching = [...entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([name, updatedAt]) => name > cursor && Date.parse(updatedAt) > since)
      const shown = matching.slice(0, 3).map(([name, updatedAt]) => entry(name, '1', updatedAt))
      const answer = page(shown, matching.length > 3 ? shown.at(-1)?.server.name : undefined, {
        date: new Date(time).toUTCString(),
      })
      if (turn < 20) touch((turn++ * 7) % 20)
      return answer
    },
  }
}
