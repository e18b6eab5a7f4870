import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ServerJson } from '@mcp-registry/contract'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { exportEntries, type ExportFormat } from '../../src/sync/export.js'
import { importEntries } from '../../src/sync/import.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '../harness/server-json.js'
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
  expect(first).toMatchObject({ added: 3, updated: 0, unchanged: 0, kept: 0, warned: 1, refused: [] })
  expect(first.warnings).toMatchObject([{ position: 'entry 2 (line 1)', name: 'com.example/a', version: '1.0.1º' }])
  const listed = await walk(registry.catalog, { limit: 1 })
  expect(listed).toEqual([servers[2], servers[0], servers[1]])
  expect(await registry.import({ servers })).toMatchObject({ added: 0, updated: 0, unchanged: 3, refused: [] })
  expect(await walk(registry.catalog, {})).toEqual(listed)
})

test('documents without metadata are published in their order, by the rules of publishing', async () => {
  await using registry = await openImport()
  const documents: Partial<ServerJson>[] = [{ version: '1.0.0' }, { version: '1.1.0' }, { version: '^2' }, { version: '1.0.0' }]
  const source = documents.map((fields) => JSON.stringify(serverJson(fields))).join('\n')
  const summary = await registry.import(source)
  expect(summary).toMatchObject({ added: 2, unchanged: 1 })
  expect(summary.refused).toMatchObject([{ position: 'entry 3 (line 3)', version: '^2' }])
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
  expect(summary.refused).toEqual([
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
    expect(summary).toMatchObject({ added: 2, refused: [{ version: '6.6.6', reason: expect.stringContaining('no_poison') }] })
  } finally {
    await sql`alter table versions drop constraint no_poison`.execute(db)
  }
})

test('what cannot be read is refused with its place and reason, and the rest goes in', async () => {
  await using registry = await openImport()
  const summary = await registry.import(
    `${JSON.stringify(entry('com.example/a', { version: '1' }))}\n{"server":\n[]\n${JSON.stringify(entry('com.example/b', { version: '1' }))}`,
  )
  expect(summary).toMatchObject({ added: 2 })
  expect(summary.refused.map(({ position }) => position)).toEqual(['entry 2 (line 2)', 'entry 3 (line 3)'])
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
  expect(await copy.import(exported)).toMatchObject({ added: 3, refused: [] })
  expect(await copy.export(format)).toBe(exported)
})

test('the sample servers are valid, in order, and show every kind of package and a deprecation', async () => {
  await using registry = await openImport()
  const listing = await readFile(new URL('../../../../fixtures/sample-servers.json', import.meta.url), 'utf8')
  const { servers } = JSON.parse(listing) as { servers: { server: ServerJson }[] }
  expect(await registry.import(listing)).toMatchObject({ added: servers.length, warned: 0, refused: [] })
  expect(await walk(registry.catalog, {})).toEqual(servers)
  const types = servers.flatMap(({ server }) => server.packages?.map(({ registryType }) => registryType) ?? [])
  expect(new Set(types)).toEqual(new Set(['npm', 'pypi', 'oci', 'nuget', 'mcpb', 'cargo', 'go']))
  expect(listing).toContain('"statusMessage"')
})
