import { compareVersions } from '@mcp-registry/contract'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import type { Store } from '../../src/store/open-store.js'

const name = 'io.github.alice/weather'

verifies('edge-41', 'the same document again is the same answer and changes nothing', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const first = await catalog.publish()
  const again = await catalog.publish()
  expect(again).toEqual(first)
  expect(await store.db.selectFrom('change_clock').select('number').executeTakeFirst()).toEqual({ number: 1 })
})

verifies('edge-41', 'other content under a published version conflicts, with the paths that differ', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ title: 'Weather' })
  const conflict = catalog.publish({ description: 'Something else', websiteUrl: 'https://example.com/' })
  await expect(conflict).rejects.toMatchObject({
    code: 'version-exists',
    errors: [{ location: 'body.description' }, { location: 'body.title' }, { location: 'body.websiteUrl' }],
  })
})

verifies('edge-41', 'the number of a deleted version is not free again', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  await catalog.delete(name, '1.0.0')
  await expect(catalog.publish()).rejects.toMatchObject({
    code: 'version-exists',
    message: expect.stringContaining('not reusable'),
  })
})

verifies('edge-25', 'another spelling of a published name is refused with the one that exists', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ name: 'io.github.AliceHQ/weather' })
  const other = catalog.publish({ name: 'io.github.alicehq/weather', version: '2.0.0' })
  await expect(other).rejects.toMatchObject({
    code: 'name-spelling-conflict',
    message: expect.stringContaining('io.github.AliceHQ/weather'),
  })
  expect((await catalog.get('IO.github.alicehq/weather', 'latest')).server.name).toBe('io.github.AliceHQ/weather')
  expect((await catalog.versions('io.github.ALICEHQ/weather')).metadata.count).toBe(1)
})

verifies('edge-18', 'a prerelease is lower than its release, and its numbers count as numbers', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const flags: boolean[] = []
  for (const version of ['1.0.0-alpha.9', '1.0.0-alpha.10', '1.0.0-beta', '1.0.0']) {
    flags.push(toOfficial(await catalog.publish({ version })).isLatest)
  }
  expect(flags).toEqual([true, true, true, true])
})

verifies('publish:prerelease-warning', 'a pre-release that becomes latest is a warning, in a repeated answer too', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  expect((await catalog.publish({ version: '1.0.0' })).warnings).toBeUndefined()
  expect((await catalog.publish({ version: '1.0.0-rc.1' })).warnings).toEqual([expect.stringContaining('not the latest version')])
  const beta = await catalog.publish({ version: '2.0.0-beta.1' })
  expect(beta.warnings).toEqual([expect.stringContaining('2.0.0-beta.1 is a pre-release and now the latest version')])
  expect(await catalog.publish({ version: '2.0.0-beta.1' })).toEqual(beta)
  expect((await catalog.publish({ version: '2.0.0' })).warnings).toBeUndefined()
})

verifies('edge-18', 'a version of equal precedence does not become latest, and the answer says why', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  for (const [first, second, server] of [
    ['1.0.0', 'v1.0.0', 'io.github.alice/a'],
    ['1.0.0+1', '1.0.0+2', 'io.github.alice/b'],
  ] as const) {
    await catalog.publish({ name: server, version: first })
    const answer = await catalog.publish({ name: server, version: second })
    expect(toOfficial(answer).isLatest).toBe(false)
    expect(answer.warnings).toEqual([expect.stringMatching(/is not the latest version: .* same precedence/)])
    expect((await catalog.get(server, 'latest')).server.version).toBe(first)
    expect(await catalog.publish({ name: server, version: second })).toEqual(answer)
  }
})

verifies('edge-19', 'a version with a leading zero does not displace a semantic version, and the answer says why', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ version: '2025.11.15' })
  const answer = await catalog.publish({ version: '2026.01.05' })
  expect(toOfficial(answer).isLatest).toBe(false)
  expect(answer.warnings).toEqual([expect.stringContaining('2025.11.15 is a semantic version')])
})

verifies('edge-20', 'among other versions the later publication wins, and a semantic version stays above them', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ version: 'auto' })
  expect(toOfficial(await catalog.publish({ version: 'mcp' })).isLatest).toBe(true)
  await catalog.publish({ name: 'io.github.alice/other', version: '0.0.1' })
  await catalog.publish({ name: 'io.github.alice/other', version: 'snapshot' })
  expect((await catalog.get('io.github.alice/other', 'latest')).server.version).toBe('0.0.1')
})

verifies('edge-22', 'a huge number is the highest version', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ version: '99999999999999999999.0.0' })
  expect(toOfficial(await catalog.publish({ version: '99999999999999999998.0.0' })).isLatest).toBe(false)
  const long = `1.0.0-${'a'.repeat(249)}`
  expect((await catalog.publish({ version: long })).server.version).toBe(long)
})

verifies('edge-21', 'a hundred versions published at once leave one latest, the highest', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await Promise.all(Array.from({ length: 100 }, (_, index) => catalog.publish({ version: `1.${index}.0` })))
  const all = await store.db.selectFrom('versions').select(['version', 'is_latest', 'change_number']).execute()
  expect(all).toHaveLength(100)
  expect(all.filter((row) => row.is_latest).map((row) => row.version)).toEqual(['1.99.0'])
  expect(new Set(all.map((row) => row.change_number)).size).toBe(100)
})

verifies('edge-21', 'the same version published a hundred times at once is created once', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const answers = await Promise.all(Array.from({ length: 100 }, () => catalog.publish()))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await store.db.selectFrom('change_clock').select('number').executeTakeFirst()).toEqual({ number: 1 })
})

verifies('edge-42', 'several servers publish, edit to and restore one remote URL', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const remotes = [{ type: 'streamable-http' as const, url: 'https://mcp.example.com/api' }]
  const names = ['io.github.bob/one', 'io.github.carol/two', 'io.github.dave/three'] as const
  await catalog.publish({ name: names[0], remotes })
  await catalog.publish({ name: names[1], remotes })
  await catalog.publish({ name: names[2] })
  await catalog.edit({ name: names[2], remotes })
  await catalog.delete(names[0], '1.0.0')
  await catalog.setStatus(names[0], '1.0.0', { status: 'active' })
  await catalog.setAllStatuses(names[1], { status: 'deleted' })
  await catalog.setAllStatuses(names[1], { status: 'active' })
  const { servers } = await catalog.list()
  expect(servers.map(({ server }) => [server.name, server.remotes])).toEqual(names.map((each) => [each, remotes]))
})

test('a server takes no more versions than the registry allows', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store, { maxVersionsPerServer: 2 })
  await catalog.publish({ version: '1.0.0' })
  await catalog.publish({ version: '2.0.0' })
  await expect(catalog.publish({ version: '3.0.0' })).rejects.toMatchObject({ code: 'too-many-versions' })
  await catalog.publish({ version: '2.0.0' })
})

/** How large the documents of all versions of the server are together. */
async function sumBytes(store: Store): Promise<number> {
  const rows = await store.db.selectFrom('versions').select('document').where('name', '=', name).execute()
  return rows.reduce((sum, { document }) => sum + Buffer.byteLength(document), 0)
}

test('the documents of a server do not exceed the bytes that it may have, and multibyte characters count in full', async () => {
  await using store = await openTestStore()
  await toTestCatalog(store).publish({ title: 'ü'.repeat(50) })
  const bytes = await sumBytes(store)
  const catalog = toTestCatalog(store, { maxBytesPerServer: 2 * bytes })
  await expect(catalog.publish({ version: '2.0.0', title: `u${'ü'.repeat(50)}` })).rejects.toMatchObject({
    code: 'too-many-bytes',
    message: expect.stringContaining(`have ${bytes} bytes together`),
  })
  await catalog.publish({ version: '2.0.0', title: 'ü'.repeat(50) })
  expect(await sumBytes(store)).toBe(2 * bytes)
  // The same again, and other servers, take no more room.
  await catalog.publish({ version: '2.0.0', title: 'ü'.repeat(50) })
  await catalog.publish({ name: 'io.github.alice/other' })
})

test('publications at once do not exceed the bytes of a server together', async () => {
  await using store = await openTestStore()
  await toTestCatalog(store).publish()
  const bytes = await sumBytes(store)
  const limits = { maxBytesPerServer: 5 * bytes }
  // Each with connections and batches of its own, as processes have.
  const catalogs = [toTestCatalog(store, limits), toTestCatalog(store, limits), toTestCatalog(store, limits)]
  const outcomes = await Promise.allSettled(
    catalogs.flatMap((catalog, nth) => ['1', '2', '3', '4'].map((minor) => catalog.publish({ version: `1.${minor}.${nth}` }))),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  expect(await sumBytes(store)).toBe(5 * bytes)
})

test('an edit may not take a server beyond its bytes, but may make a document smaller where they are exceeded', async () => {
  await using store = await openTestStore()
  await toTestCatalog(store).publish({ title: 'Weather' })
  const bytes = await sumBytes(store)
  await expect(toTestCatalog(store, { maxBytesPerServer: bytes }).edit({ title: 'Weather!' })).rejects.toMatchObject({
    code: 'too-many-bytes',
  })
  const catalog = toTestCatalog(store, { maxBytesPerServer: 10 })
  expect((await catalog.edit({ title: 'Weather' })).server.title).toBe('Weather')
  expect((await catalog.edit({ title: 'Rain' })).server.title).toBe('Rain')
})

test('a token for another name is refused before the document is looked at', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store, { permissions: [{ action: 'publish', resource: 'io.github.bob/*' }] })
  await expect(catalog.publish({ description: '' })).rejects.toMatchObject({ code: 'forbidden' })
})

test('what ownership refuses is not published', async () => {
  await using store = await openTestStore()
  const refused = new Error('not yours')
  const catalog = toTestCatalog(store, { ownership: { prove: () => Promise.reject(refused) } })
  await expect(catalog.publish()).rejects.toBe(refused)
  expect((await catalog.list()).servers).toEqual([])
})

test('latest is the highest version whatever the order of publishing', async () => {
  await using store = await openTestStore()
  const part = fc.nat(12)
  const version = fc.tuple(part, part, part).map((parts) => parts.join('.'))
  const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 8 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(versions, async (published) => {
      const catalog = toTestCatalog(store)
      const server = `io.github.alice/run-${run++}`
      for (const each of published) await catalog.publish({ name: server, version: each })
      const highest = published.reduce((a, b) =>
        compareVersions({ version: a, publishedAt: 0 }, { version: b, publishedAt: 0 }) < 0 ? b : a,
      )
      expect((await catalog.get(server, 'latest')).server.version).toBe(highest)
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from versions where name = ${server} and is_latest`.execute(store.db)
      expect(rows).toEqual([{ count: 1 }])
    }),
    { numRuns: 15 },
  )
})
