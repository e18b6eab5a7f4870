import { RegistryError, type ServerJson, type ServerResponse, UncheckedJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import type { Attempt } from '../../src/audit/audit-log.js'
import type { Publication } from '../../src/catalog/publish/decide-publications.js'
import { publishBatch } from '../../src/catalog/publish/publish-batch.js'
import { openPublications } from '../../src/catalog/publish/publications.js'
import { requireDocument } from '../../src/catalog/publish/require-document.js'
import type { Store } from '../../src/store/open-store.js'
import { failAuditLog } from '../harness/fail-audit-log.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'

const clock = { now: () => new Date() }

function toPublication(fields: Partial<ServerJson>, attempt?: Attempt): Publication {
  const document = requireDocument(new UncheckedJson(JSON.stringify(serverJson(fields))))
  const { name, version } = document.server
  return { name: name as Publication['name'], version, document, attempt }
}

/** What became of each: the flag of the answer with its warnings, or the code and the message of the refusal. */
async function publishTogether(store: Store, publications: readonly Publication[], maxVersionsPerServer = 4) {
  const outcomes = await store.transaction((tx) => publishBatch(tx, { clock, maxVersionsPerServer }, publications))
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? toShort(outcome.value) : toCode(outcome.reason)))
}

function toShort(text: string): string {
  const { _meta, warnings = [] } = JSON.parse(text) as ServerResponse & { warnings?: string[] }
  const { isLatest } = _meta['io.modelcontextprotocol.registry/official'] ?? {}
  return [isLatest ? 'latest' : 'not latest', ...warnings].join('; ')
}

function toCode(reason: unknown): string {
  if (!(reason instanceof RegistryError)) throw reason
  return `${reason.code}: ${reason.message}`
}

test('each publication of a batch has the outcome that it would have alone', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ name: 'io.github.Alice/old', version: '1.0.0' })
  await catalog.publish({ name: 'io.github.alice/gone' })
  await catalog.delete('io.github.alice/gone', '1.0.0')
  const outcomes = await publishTogether(store, [
    toPublication({ name: 'io.github.alice/new' }),
    toPublication({ name: 'io.github.Alice/old', version: '1.0.0' }),
    toPublication({ name: 'io.github.Alice/old', version: '1.0.0', title: 'Other' }),
    toPublication({ name: 'io.github.alice/old', version: '2.0.0' }),
    toPublication({ name: 'io.github.alice/gone' }),
    toPublication({ name: 'io.github.Alice/old', version: '2.0.0' }),
  ])
  expect(outcomes).toEqual([
    'latest',
    'latest',
    expect.stringMatching(/^version-exists: .* different content/),
    expect.stringMatching(/^name-spelling-conflict: .* exists as io.github.Alice\/old/),
    expect.stringMatching(/^version-exists: .* was deleted/),
    'latest',
  ])
  const all = await store.db.selectFrom('versions').select(['name', 'version', 'is_latest']).orderBy('change_number').execute()
  expect(all.map((row) => `${row.name} ${row.version} ${row.is_latest}`)).toEqual([
    'io.github.alice/gone 1.0.0 true',
    'io.github.alice/new 1.0.0 true',
    'io.github.Alice/old 2.0.0 true',
    'io.github.Alice/old 1.0.0 false',
  ])
})

test('a publication of a batch finds what those before it have left', async () => {
  await using store = await openTestStore()
  const outcomes = await publishTogether(
    store,
    [
      toPublication({ name: 'com.example/a' }),
      toPublication({ name: 'com.example/a' }),
      toPublication({ name: 'com.example/a', title: 'Other' }),
      toPublication({ name: 'com.example/A' }),
      toPublication({ name: 'com.example/a', version: '2.0.0' }),
      toPublication({ name: 'com.example/a' }),
      toPublication({ name: 'com.example/a', version: '3.0.0' }),
    ],
    2,
  )
  expect(outcomes).toEqual([
    'latest',
    'latest',
    expect.stringMatching(/^version-exists/),
    expect.stringMatching(/^name-spelling-conflict/),
    'latest',
    expect.stringMatching(/^not latest; .* 2.0.0 remains the latest/),
    expect.stringMatching(/^too-many-versions/),
  ])
})

test('a batch leaves what its publications leave one after the other', async () => {
  await using store = await openTestStore()
  const publications = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'A', 'b'),
      version: fc.constantFrom('1.0.0', '1.1.0', '1.1.0+1', '2.0.0-rc.1', 'auto', 'mcp'),
      title: fc.constantFrom('One', 'Two'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  let run = 0
  await fc.assert(
    fc.asyncProperty(publications, fc.nat(12), async (all, first) => {
      const namespaces = [`com.example.together${run}`, `com.example.separately${run++}`] as const
      const [together, separately] = namespaces.map((namespace) =>
        all.map(({ name, version, title }) => toPublication({ name: `${namespace}/${name}`, version, title })),
      )
      const inOneGo = [
        ...(await publishTogether(store, (together ?? []).slice(0, first))),
        ...(await publishTogether(store, (together ?? []).slice(first))),
      ]
      const oneByOne: string[] = []
      for (const publication of separately ?? []) oneByOne.push(...(await publishTogether(store, [publication])))
      const toNeutral = (text: string) => text.replaceAll(/together|separately/g, '')
      expect(inOneGo.map(toNeutral)).toEqual(oneByOne.map(toNeutral))
      const [left, alike] = await Promise.all(namespaces.map((namespace) => listInOrder(store, namespace)))
      expect(left?.map(toNeutral)).toEqual(alike?.map(toNeutral))
    }),
    { numRuns: 60 },
  )
})

/** The versions below a namespace in the order of their last change, by number, and that of their times. */
async function listInOrder(store: Store, namespace: string): Promise<string[]> {
  const rows = await store.db
    .selectFrom('versions')
    .select(['name', 'version', 'is_latest', 'document', 'updated_at', 'published_at', 'search_text'])
    .where('name', 'like', `${namespace}/%`)
    .orderBy('change_number')
    .execute()
  const published = [...new Set(rows.map((row) => row.published_at))].sort()
  const updated = [...new Set(rows.map((row) => row.updated_at))].sort()
  return rows.map((row) =>
    JSON.stringify({ ...row, published_at: published.indexOf(row.published_at), updated_at: updated.indexOf(row.updated_at) }),
  )
}

verifies('edge-14', 'publications of a batch have growing numbers and times, and the clock is as far as the last', async () => {
  await using store = await openTestStore()
  const names = Array.from({ length: 5 }, (_, nth) => `com.example/s${nth}`)
  await publishTogether(
    store,
    names.map((name) => toPublication({ name })),
  )
  const rows = await store.db
    .selectFrom('versions')
    .select(['name', 'updated_at', 'published_at', 'change_number'])
    .orderBy('updated_at')
    .execute()
  expect(rows.map(({ name }) => name)).toEqual(names)
  expect(rows.map((row) => row.change_number)).toEqual([1, 2, 3, 4, 5])
  expect(new Set(rows.map((row) => row.updated_at)).size).toBe(5)
  const change = await store.db.selectFrom('change_clock').select(['number', 'at']).executeTakeFirst()
  expect(change).toEqual({ number: 5, at: rows.at(-1)?.updated_at })
})

test('a batch of which nothing is new does not move the change clock', async () => {
  await using store = await openTestStore()
  await toTestCatalog(store).publish()
  const before = await store.db.selectFrom('change_clock').selectAll().execute()
  expect(await publishTogether(store, [toPublication({}), toPublication({ title: 'Other' })])).toHaveLength(2)
  expect(await store.db.selectFrom('change_clock').selectAll().execute()).toEqual(before)
})

verifies('edge-58', 'a publication that cannot be recorded is not made, and those that came with it are', async () => {
  await using store = await openTestStore()
  await using _failing = await failAuditLog(store, 'com.example/c')
  const publications = openPublications({ store, clock })
  const attempt: Attempt = {
    action: 'publish',
    publisher: toTestCatalog(store).publisher,
    requestId: 'request',
    address: '127.0.0.1',
  }
  const outcomes = await Promise.allSettled([
    publications.publish(toPublication({ name: 'com.example/a' }, { ...attempt, serverName: 'com.example/a' })),
    publications.publish(toPublication({ name: 'com.example/b' }, { ...attempt, serverName: 'com.example/b' })),
    publications.publish(toPublication({ name: 'com.example/c' }, { ...attempt, serverName: 'com.example/c' })),
    publications.publish(toPublication({ name: 'com.example/A' }, { ...attempt, serverName: 'com.example/A' })),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
  const { servers } = await toTestCatalog(store).list()
  expect(servers.map(({ server }) => server.name)).toEqual(['com.example/a', 'com.example/b'])
  const entries = await store.db.selectFrom('audit_log').select(['server_name', 'outcome']).orderBy('server_name').execute()
  expect(entries).toEqual([
    { server_name: 'com.example/a', outcome: 'done' },
    { server_name: 'com.example/b', outcome: 'done' },
  ])
})
