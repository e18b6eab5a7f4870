import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ServerJson } from '@mcp-registry/contract'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { exportEntries, type ExportFormat } from '../../src/aggregators/export-entries.js'
import { importEntries } from '../../src/upstreams/import.js'
import type { Store } from '../../src/store/open-store.js'
import { openTestStore } from '../harness/open-test-store.js'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { toOfficial, toTestCatalog, walk } from '../harness/open-test-catalog.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

interface EntryFields {
  readonly version: string
  readonly isLatest?: boolean
  readonly updatedAt?: string
  readonly status?: string
  readonly server?: Record<string, unknown>
}

function entry(name: string, { version, isLatest = true, updatedAt, status = 'active', server }: EntryFields) {
  const publishedAt = '2026-01-02T03:04:05.1234Z'
  return {
    server: { ...serverJson({ name, version }), ...server },
    _meta: {
      'com.example/note': { kept: true },
      [OFFICIAL]: { status, statusChangedAt: publishedAt, publishedAt, updatedAt: updatedAt ?? publishedAt, isLatest },
    },
  }
}

async function openImport() {
  const store = await openTestStore()
  const folder = await mkdtemp(join(tmpdir(), 'import-'))
  const catalog = toTestCatalog(store)
  const path = join(folder, 'source.json')
  return {
    store,
    catalog,
    path,
    import: async (source: unknown, signal?: AbortSignal) => {
      await writeFile(path, typeof source === 'string' ? source : JSON.stringify(source))
      return importEntries(catalog.services, path, signal ? { signal } : {})
    },
    export: (format: ExportFormat = 'json') => text(exportEntries({ store }, { format })),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true })
      await store[Symbol.asyncDispose]()
    },
  }
}

test('entries are taken over as they are, and a second import changes nothing', async () => {
  await using registry = await openImport()
  const servers = [
    entry('com.example/a', { version: '1.0.0', isLatest: false, status: 'deprecated' }),
    // What today's rules would refuse is kept, with a warning.
    entry('com.example/a', { version: '1.0.1º', server: { repository: {}, description: 'x'.repeat(200) } }),
    entry('com.Example/A', { version: '1.0.0' }),
  ]
  const first = await registry.import({ servers, metadata: { count: 3 } })
  expect(first).toMatchObject({ added: 3, updated: 0, unchanged: 0, kept: 0, warned: 1, refused: 0 })
  expect(first.warnings).toMatchObject([{ position: 'entry 2 (line 1)', name: 'com.example/a', version: '1.0.1º' }])
  const listed = await walk(registry.catalog, { limit: 1 })
  expect(listed).toEqual([servers[2], servers[0], servers[1]])
  expect(await registry.import({ servers })).toMatchObject({ added: 0, updated: 0, unchanged: 3, refused: 0 })
  expect(await walk(registry.catalog, {})).toEqual(listed)
})

test('documents without metadata are published in their order, by the rules of publishing', async () => {
  await using registry = await openImport()
  const documents: Partial<ServerJson>[] = [{ version: '1.0.0' }, { version: '1.1.0' }, { version: '^2' }, { version: '1.0.0' }]
  const source = documents.map((fields) => JSON.stringify(serverJson(fields))).join('\n')
  const summary = await registry.import(source)
  expect(summary).toMatchObject({ added: 2, unchanged: 1 })
  expect(summary.refusals).toMatchObject([{ position: 'entry 3 (line 3)', version: '^2' }])
  expect(toOfficial(await registry.catalog.get('io.github.alice/weather', 'latest'))).toMatchObject({ isLatest: true })
  expect(await registry.import(source)).toMatchObject({ added: 0, unchanged: 3 })
})

test('an entry that changed upstream is updated, one that is newer here stays', async () => {
  await using registry = await openImport()
  await registry.import([entry('com.example/a', { version: '1.0.0' }), entry('com.example/b', { version: '1.0.0' })])
  await registry.catalog.setStatus('com.example/b', '1.0.0', { status: 'deprecated' })
  const changed = (name: string) => entry(name, { version: '1.0.0', status: 'deleted', updatedAt: '2026-01-03T00:00:00Z' })
  expect(await registry.import([changed('com.example/a'), changed('com.example/b')])).toMatchObject({ updated: 1, kept: 1 })
  expect(toOfficial(await registry.catalog.get('com.example/b', '1.0.0'))).toMatchObject({ status: 'deprecated' })
})

verifies('edge-56', 'an entry beyond the bounds is refused with its place, and the rest goes in', async () => {
  await using registry = await openImport()
  const names = ['com.example/a', 'x'.repeat(1_500), '../../x', 'com.example/b']
  const summary = await registry.import([
    ...names.map((name) => entry(name, { version: '1' })),
    // Documents that no registry knew are measured, too.
    { ...serverJson({ name: 'com.example/c' }), $comment: 'x'.repeat(140_000) },
    serverJson({ name: 'com.example/d' }),
  ])
  expect(summary).toMatchObject({ added: 3 })
  expect(summary.refusals).toEqual([
    { position: 'entry 2 (line 1)', name: `${'x'.repeat(255)}…`, version: '1', reason: 'Its name has more than 200 characters.' },
    { position: 'entry 3 (line 1)', name: '../../x', version: '1', reason: expect.stringContaining('no URL leads to it') },
    {
      position: 'entry 5 (line 1)',
      name: 'com.example/c',
      version: '1.0.0',
      reason: expect.stringContaining('more than 131072'),
    },
  ])
})

test('a document that only the database refuses is refused alone', async () => {
  await using registry = await openImport()
  const { db } = registry.store
  await sql`alter table versions add constraint no_poison check (version <> '6.6.6')`.execute(db)
  try {
    const summary = await registry.import(['1.0.0', '6.6.6', '2.0.0'].map((version) => serverJson({ version })))
    expect(summary).toMatchObject({ added: 2, refusals: [{ version: '6.6.6', reason: expect.stringContaining('no_poison') }] })
  } finally {
    await sql`alter table versions drop constraint no_poison`.execute(db)
  }
})

verifies('edge-57', 'list items without the official block are mirrored, with defaults and what else they say', async () => {
  await using registry = await openImport()
  // What today's rules would refuse to publish.
  const server = { ...serverJson({ name: 'com.example/a' }), description: 'x'.repeat(200) }
  const servers = [
    { server, _meta: { 'com.example/note': { kept: true } } },
    { server: { ...server, version: '1.1.0' }, _meta: {} },
    { server: { ...server, version: '0.9.0' } },
  ]
  expect(await registry.import({ servers: servers.slice(0, 1) })).toMatchObject({ added: 1, refused: 0 })
  const first = await registry.catalog.get('com.example/a', '1.0.0')
  expect(first).toMatchObject({ server, _meta: { 'com.example/note': { kept: true } } })
  expect(toOfficial(first)).toMatchObject({ status: 'active', isLatest: true })

  expect(await registry.import({ servers })).toMatchObject({ added: 2, unchanged: 1, refused: 0 })
  for (const entry of (await registry.catalog.list()).servers) {
    const { status, statusChangedAt, publishedAt, updatedAt, isLatest } = toOfficial(entry)
    expect(status).toBe('active')
    expect([statusChangedAt, updatedAt]).toEqual([publishedAt, publishedAt])
    expect(isLatest).toBe(entry.server.version === '1.1.0')
  }
  expect(await registry.import({ servers })).toMatchObject({ added: 0, updated: 0, unchanged: 3 })

  const changed = [{ server: { ...server, title: 'Changed' }, _meta: { 'com.example/note': { kept: true } } }]
  expect(await registry.import({ servers: changed })).toMatchObject({ updated: 1 })
  const again = await registry.catalog.get('com.example/a', '1.0.0')
  expect(toOfficial(again).publishedAt).toBe(toOfficial(first).publishedAt)
  expect((toOfficial(again).updatedAt ?? '') > (toOfficial(first).updatedAt ?? '')).toBe(true)
})

test('of versions that are not semantic, in a list without times, the last one is latest', async () => {
  await using registry = await openImport()
  await registry.import({
    servers: ['b', 'c', 'a'].map((version) => ({ server: serverJson({ name: 'com.example/a', version }) })),
  })
  expect((await registry.catalog.get('com.example/a', 'latest')).server.version).toBe('a')
})

verifies('edge-57', 'an entry that leaves out fields of the official block has all of them here', async () => {
  await using registry = await openImport()
  const official = { publishedAt: '2026-01-02T03:04:05.1234Z', serverId: 'x', statusMessage: null }
  const source = { servers: [{ server: serverJson({ name: 'com.example/a' }), _meta: { [OFFICIAL]: official } }] }
  await registry.import(source)
  expect(toOfficial(await registry.catalog.get('com.example/a', 'latest'))).toEqual({
    status: 'active',
    statusChangedAt: '2026-01-02T03:04:05.1234Z',
    publishedAt: '2026-01-02T03:04:05.1234Z',
    updatedAt: '2026-01-02T03:04:05.123400Z',
    isLatest: true,
    serverId: 'x',
  })
  expect(await registry.import(source)).toMatchObject({ unchanged: 1 })
})

test('what a registry publishes is not changed by a list that does not say when it was', async () => {
  await using registry = await openImport()
  const published = await registry.catalog.publish({ name: 'com.example/a' })
  expect(await registry.import({ servers: [{ server: serverJson({ name: 'com.example/a', title: 'Other' }) }] })).toMatchObject({
    kept: 1,
  })
  expect(await registry.catalog.get('com.example/a', '1.0.0')).toEqual(published)
})

test('an import of a live registry follows its deletions', async () => {
  await using upstream = await startTestRegistry()
  await using registry = await openImport()
  const alice = upstream.actingAs('io.github.alice')
  for (const version of ['1.0.0', '2.0.0']) await alice.publish(serverJson({ version }))
  const source = `${await upstream.listen()}/v0.1/servers`
  expect(await importEntries(registry.catalog.services, source)).toMatchObject({ added: 2, remarks: [] })
  await alice.delete('io.github.alice/weather', '2.0.0')
  expect(await importEntries(registry.catalog.services, source)).toMatchObject({ updated: 2, remarks: [] })
  const { servers } = await registry.catalog.list({ includeDeleted: true })
  expect(servers.map((entry) => [entry.server.version, toOfficial(entry).status, toOfficial(entry).isLatest])).toEqual([
    ['1.0.0', 'active', true],
    ['2.0.0', 'deleted', false],
  ])
})

test('an import brings nothing of a denied namespace, and the audit log tells of it', async () => {
  await using registry = await openImport()
  await registry.store.db
    .insertInto('denied_namespaces')
    .values({ namespace: 'com.spam', reason: 'Spam.', denied_at: '2026-01-01T00:00:00Z', denied_by: 'test' })
    .execute()
  const names = ['com.spam/a', 'com.Spam.deep/b', 'com.spammer/c', 'org.Bad/d']
  const bare = ['com.spam/bare', 'com.fine/bare'].map((name) => serverJson({ name }))
  await writeFile(registry.path, JSON.stringify([...names.map((name) => entry(name, { version: '1' })), ...bare]))
  const services = { ...registry.catalog.services, deniedNamespaces: ['org.bad'] }
  const summary = await importEntries(services, registry.path)
  expect(summary).toMatchObject({ added: 2 })
  expect(summary.refusals).toEqual([
    {
      position: 'entry 1 (line 1)',
      name: 'com.spam/a',
      version: '1',
      reason: expect.stringContaining('denies the namespace com.spam '),
    },
    { position: 'entry 2 (line 1)', name: 'com.Spam.deep/b', version: '1', reason: expect.stringContaining('com.spam ') },
    { position: 'entry 4 (line 1)', name: 'org.Bad/d', version: '1', reason: expect.stringContaining('org.bad ') },
    { position: 'entry 5 (line 1)', name: 'com.spam/bare', version: '1.0.0', reason: expect.stringContaining('com.spam ') },
  ])
  expect(await listAudited(registry.store)).toEqual([
    {
      subject: 'operator',
      outcome: 'done',
      code: null,
      detail: `${registry.path}: 2 added, 0 updated, 0 unchanged, 0 kept, 4 refused`,
    },
    {
      subject: 'operator',
      outcome: 'refused',
      code: 'namespace-denied',
      detail: `${registry.path}: 3 of the denied namespace com.spam`,
    },
    {
      subject: 'operator',
      outcome: 'refused',
      code: 'namespace-denied',
      detail: `${registry.path}: 1 of the denied namespace org.bad`,
    },
  ])
})

function listAudited({ db }: Store) {
  return db
    .selectFrom('audit_log')
    .select(['subject', 'outcome', 'code', 'detail'])
    .where('action', '=', 'import')
    .orderBy('id')
    .execute()
}

test('the audit log tells of every import, of a hundred denied namespaces at most, and of no credentials', async () => {
  await using upstream = await startTestRegistry()
  await using registry = await openImport()
  await upstream.actingAs('io.github.alice').publish(serverJson())
  const { host } = new URL(await upstream.listen())
  await importEntries(registry.catalog.services, `http://${host}/v0.1/servers?token=secret`)
  await registry.import('{"servers":[')
  const namespaces = Array.from({ length: 150 }, (_, nth) => `com.spam${nth}`)
  await writeFile(registry.path, JSON.stringify(namespaces.map((namespace) => entry(`${namespace}/a`, { version: '1' }))))
  await importEntries({ ...registry.catalog.services, deniedNamespaces: namespaces }, registry.path)
  const [first, second, ...others] = await listAudited(registry.store)
  expect(first?.detail).toBe(`http://${host}/v0.1/servers: 1 added, 0 updated, 0 unchanged, 0 kept, 0 refused`)
  expect(second?.detail).toMatch(/refused; not read to its end$/)
  expect(others).toHaveLength(101)
})

test('what cannot be read is refused with its place and reason, and the rest goes in', async () => {
  await using registry = await openImport()
  const summary = await registry.import(
    `${JSON.stringify(entry('com.example/a', { version: '1' }))}\n{"server":\n[]\n${JSON.stringify(entry('com.example/b', { version: '1' }))}`,
  )
  expect(summary).toMatchObject({ added: 2 })
  expect(summary.refusals.map(({ position }) => position)).toEqual(['entry 2 (line 2)', 'entry 3 (line 3)'])
})

test('a source that breaks off leaves what was whole, says so, and can be imported again', async () => {
  await using registry = await openImport()
  const whole = JSON.stringify({ servers: ['a', 'b', 'c'].map((name) => entry(`com.example/${name}`, { version: '1' })) })
  const broken = await registry.import(whole.slice(0, -50))
  expect(broken).toMatchObject({ added: 2 })
  expect(broken.fault).toContain('cut off')
  expect(await registry.import(whole)).toMatchObject({ added: 1, unchanged: 2 })
})

test('an interrupted import says so and keeps what it has', async () => {
  await using registry = await openImport()
  expect((await registry.import([entry('com.example/a', { version: '1' })], AbortSignal.abort())).fault).toContain('interrupted')
})

test('the same version twice in one source is one version', async () => {
  await using registry = await openImport()
  const twice = [
    entry('com.example/a', { version: '1' }),
    entry('com.example/a', { version: '1', updatedAt: '2026-02-01T00:00:00Z' }),
  ]
  expect(await registry.import(twice)).toMatchObject({ added: 1, updated: 1 })
})

test('a server of which no version is flagged gets a latest one', async () => {
  await using registry = await openImport()
  await registry.import(['1.0.0', '1.2.0', '1.1.0'].map((version) => entry('com.example/a', { version, isLatest: false })))
  expect((await registry.catalog.get('com.example/a', 'latest')).server.version).toBe('1.2.0')
})

test.each(['json', 'ndjson'] as const)('an export is what an empty registry exports after importing it: %s', async (format) => {
  await using registry = await openImport()
  await using copy = await openImport()
  await registry.import(['a', 'b'].map((name) => entry(`com.example/${name}`, { version: '1', server: { n: 1 } })))
  await registry.import('{"name":"com.example/c","version":"1.0.0","description":"Written \\u00e9 by hand", "count":1.50}')
  await registry.catalog.delete('com.example/a', '1')
  const exported = await registry.export(format)
  expect(exported).toContain('"count":1.50')
  expect(await copy.import(exported)).toMatchObject({ added: 3, refused: 0 })
  expect(await copy.export(format)).toBe(exported)
})

test('the sample servers are valid, in order, and show every kind of package and a deprecation', async () => {
  await using registry = await openImport()
  const listing = await readFile(new URL('../../../../fixtures/sample-servers.json', import.meta.url), 'utf8')
  const { servers } = JSON.parse(listing) as { servers: { server: ServerJson }[] }
  expect(await registry.import(listing)).toMatchObject({ added: servers.length, warned: 0, refused: 0 })
  expect(await walk(registry.catalog, {})).toEqual(servers)
  const types = servers.flatMap(({ server }) => server.packages?.map(({ registryType }) => registryType) ?? [])
  expect(new Set(types)).toEqual(new Set(['npm', 'pypi', 'oci', 'nuget', 'mcpb', 'cargo', 'go']))
  expect(listing).toContain('"statusMessage"')
})
