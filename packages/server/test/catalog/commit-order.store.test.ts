import { describe, expect, inject } from 'vitest'
import '../harness/provided.js'
import { verifies } from '../../../../test/verifies.js'
import { withStatus } from '../../src/catalog/change/change-status.js'
import { recomputeLatest, writePendingRows } from '../../src/catalog/rows/pending-rows.js'
import { lockServers } from '../../src/catalog/rows/locks.js'
import { listRows } from '../../src/catalog/rows/server-versions.js'
import type { Store } from '../../src/store/open-store.js'
import { createGate, type Gate } from '../harness/create-gate.js'
import { type TestCatalog, toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

/** Deprecates the first version in a transaction that waits at the gate before or after it takes its change number. */
function deprecateSlowly(store: Store, name: string, { before, after }: { before?: Gate; after?: Gate }): Promise<void> {
  return store.transaction(async (tx) => {
    await lockServers(tx, [name])
    const [row] = await listRows(tx, name, ['1.0.0'])
    const deprecated = row && withStatus(row, { status: 'deprecated' })
    if (!deprecated) throw new Error('nothing to deprecate')
    const pending = await recomputeLatest(tx, name, [{ kind: 'status-changed', row: deprecated }])
    await before?.passed
    await writePendingRows(tx, pending, new Date())
    await after?.passed
  })
}

/** A client that asks for what changed since the greatest `updatedAt` it has seen. */
function createPoller(catalog: TestCatalog) {
  let updatedSince = '2020-01-01T00:00:00Z'
  return async () => {
    const { servers } = await catalog.list({ updatedSince, limit: 100 })
    for (const entry of servers) {
      const { updatedAt = '' } = toOfficial(entry)
      if (updatedAt > updatedSince) updatedSince = updatedAt
    }
    return servers.map(({ server }) => server.name)
  }
}

verifies('edge-14', 'a poller of many pages misses no change that is made while it reads them', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  for (const name of ['a', 'b', 'c', 'd']) await catalog.publish({ name: `com.example/${name}` })
  const seen = new Map<string, string | undefined>()
  const poll = async (updatedSince: string, between: () => Promise<void>) => {
    const times: string[] = []
    let page = await catalog.list({ updatedSince, limit: 2 })
    for (;;) {
      times.push(...page.servers.map((entry) => toOfficial(entry).updatedAt ?? ''))
      for (const entry of page.servers) seen.set(entry.server.name, toOfficial(entry).status)
      const { nextCursor: cursor } = page.metadata
      if (cursor === undefined) return times
      await between()
      page = await catalog.list({ cursor, limit: 2 })
    }
  }
  let greatest = '2020-01-01T00:00:00Z'
  const round = async (between: () => Promise<void>) => {
    const times = await poll(greatest, between)
    for (const time of times) if (time > greatest) greatest = time
  }
  await round(async () => {
    // The first is behind the reader, the second before it and later.
    await catalog.setStatus('com.example/a', '1.0.0', { status: 'deprecated' })
    await catalog.setStatus('com.example/d', '1.0.0', { status: 'deprecated' })
  })
  await round(async () => {})
  expect([...seen.values()]).toEqual(['deprecated', 'active', 'active', 'deprecated'])
})

// The embedded engine has one connection, which runs one transaction after the other: these two orders cannot come about.
describe.runIf(inject('database').engine === 'postgres')('with several connections', () => {
  verifies('edge-14', 'a poller sees a change that began before, and committed after, the last one it saw', async () => {
    await using store = await openTestStore()
    const catalog = toTestCatalog(store)
    const poll = createPoller(catalog)
    await catalog.publish({ name: 'io.github.alice/slow' })
    expect(await poll()).toEqual(['io.github.alice/slow'])

    const before = createGate()
    const slow = deprecateSlowly(store, 'io.github.alice/slow', { before })
    const quick = catalog.publish({ name: 'io.github.alice/quick' })
    await quick
    const seen = await poll()
    before.open()
    await slow
    seen.push(...(await poll()))
    expect(seen.sort()).toEqual(['io.github.alice/quick', 'io.github.alice/slow'])
  })

  verifies('edge-14', 'a change that took its number first commits first, and a poller sees both', async () => {
    await using store = await openTestStore()
    const catalog = toTestCatalog(store)
    const poll = createPoller(catalog)
    await catalog.publish({ name: 'io.github.alice/slow' })
    await poll()

    const after = createGate()
    const slow = deprecateSlowly(store, 'io.github.alice/slow', { after })
    const quick = catalog.publish({ name: 'io.github.alice/quick' })
    const seen = await poll()
    after.open()
    await Promise.all([slow, quick])
    seen.push(...(await poll()))
    expect(seen.sort()).toEqual(['io.github.alice/quick', 'io.github.alice/slow'])
  })
})
