import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { listVersions } from '../../src/catalog/versions/list-versions.js'
import { insertVersions } from '../../src/catalog/rows/write-versions.js'
import { isLarge } from '../../src/cache/response-cache.js'
import type { VersionsTable } from '../../src/store/database.js'
import type { Store } from '../../src/store/open-store.js'
import { openTestStore } from '../harness/open-test-store.js'

const NAME = 'com.example/large'

async function fill(store: Store, count: number, bytes: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, nth): VersionsTable => {
    const version = `1.0.${nth}`
    // Three at a time are published in the same microsecond.
    const at = `2026-01-01T00:00:${String(Math.floor(nth / 3)).padStart(2, '0')}.000000Z`
    return {
      name: NAME,
      version,
      folded_name: NAME,
      document: JSON.stringify({ name: NAME, version, description: 'x'.repeat(bytes) }),
      meta: '{}',
      status: nth % 7 === 1 ? 'deleted' : 'active',
      status_message: null,
      status_changed_at: at,
      published_at: at,
      updated_at: at,
      is_latest: nth === count - 1,
      change_number: nth + 1,
      search_text: NAME,
      origin: 'imported',
    }
  })
  await store.transaction((tx) => insertVersions(tx, rows))
}

test('a list that is too large to be held in memory is sent page by page, with every version once and in order', async () => {
  await using store = await openTestStore()
  await fill(store, 60, 60_000)
  for (const includeDeleted of [false, true]) {
    const answer = await listVersions({ store }, NAME, { includeDeleted })
    if (!isLarge(answer)) throw new Error('the list was expected to be large')
    const pieces: string[] = []
    for await (const piece of answer.open()) pieces.push(piece)
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(64_000)
    const { servers, metadata } = JSON.parse(pieces.join(''))
    const expected = await store.db
      .selectFrom('versions')
      .select(['version'])
      .where('status', 'in', includeDeleted ? ['active', 'deleted'] : ['active'])
      .orderBy('published_at', 'desc')
      .orderBy('version')
      .execute()
    expect(servers.map(({ server }: { server: { version: string } }) => server.version)).toEqual(
      expected.map(({ version }) => version),
    )
    expect(metadata).toEqual({ count: expected.length })
    // Each receiver has its own.
    expect(await text(answer.open())).toBe(pieces.join(''))
  }
})

test('a list of two megabytes is one answer', async () => {
  await using store = await openTestStore()
  await fill(store, 30, 60_000)
  const answer = await listVersions({ store }, NAME.toUpperCase(), { includeDeleted: true })
  expect(isLarge(answer)).toBe(false)
})
