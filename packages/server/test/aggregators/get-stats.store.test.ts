import type { Status } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { getStats } from '../../src/aggregators/get-stats.js'
import { countVersions } from '../../src/metrics/count-versions.js'
import type { Store } from '../../src/store/open-store.js'
import { npmPackage, openTestSearch } from '../search/open-test-search.js'

const clock = { now: () => new Date('2025-10-12T12:00:00Z') }

type Version = { status: Status; is_latest: boolean; document: string; published_at: string }

/** The statistics by reading everything. */
async function countAll({ db }: Store) {
  const versions: Version[] = await db
    .selectFrom('versions')
    .select(['status', 'is_latest', 'document', 'published_at'])
    .execute()
  const latest = versions.filter((version) => version.is_latest)
  const shown = latest
    .filter(({ status }) => status !== 'deleted')
    .map(({ document }) => JSON.parse(document) as { packages?: { registryType: string; transport: { type: string } }[] })
  const count = (values: readonly string[]) => {
    const counts: Record<string, number> = {}
    for (const value of values) counts[value] = (counts[value] ?? 0) + 1
    return counts
  }
  const statuses = (of: readonly Version[]) => ({
    active: 0,
    deprecated: 0,
    deleted: 0,
    ...count(of.map(({ status }) => status)),
  })
  const ofPackages = (list: (each: { registryType: string; transport: { type: string } }) => string) =>
    count(shown.flatMap(({ packages = [] }) => [...new Set(packages.map(list))]))
  return {
    servers: {
      total: latest.length,
      byStatus: statuses(latest),
      byPackageType: ofPackages(({ registryType }) => registryType),
      byTransport: ofPackages((each) => each.transport.type),
      withRemotes: 0,
    },
    versions: { total: versions.length, byStatus: statuses(versions) },
  }
}

verifies('stats-are-counts', 'whatever is done, the statistics are what counting says', async () => {
  const name = fc.constantFrom('io.github.alice/a', 'io.github.alice/b')
  const version = fc.constantFrom('1.0.0', '2.0.0', '3.0.0')
  const status = fc.constantFrom<Status>('active', 'deprecated', 'deleted')
  const packages = fc.subarray([npmPackage('x'), { ...npmPackage('y'), registryType: 'pypi' }])
  const step = fc.oneof(
    fc.record({ kind: fc.constant('publish' as const), name, version, packages }),
    fc.record({ kind: fc.constant('edit' as const), name, version, packages }),
    fc.record({ kind: fc.constant('status' as const), name, version, status }),
    fc.record({ kind: fc.constant('all' as const), name, status }),
    fc.record({ kind: fc.constant('import' as const), name, version, packages, status }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      await using registry = await openTestSearch()
      for (const each of steps) {
        // What is refused counts nothing.
        await perform(registry, each).catch(() => {})
      }
      const { publishedPerDay: _, change, changedAt, epoch, ...counts } = await getStats({ store: registry.store, clock })
      expect(counts).toEqual(await countAll(registry.store))
      const last = await registry.store.db.selectFrom('change_clock').selectAll().executeTakeFirstOrThrow()
      expect([change, changedAt, epoch]).toEqual([last.number, last.at, last.epoch])
      expect(await countVersions(registry)).toEqual({ servers: counts.servers.total, versions: counts.versions.byStatus })
    }),
    { numRuns: 20 },
  )
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
  async function perform(registry: Awaited<ReturnType<typeof openTestSearch>>, { kind, ...fields }: Step): Promise<unknown> {
    const of = { version: '', packages: [], status: 'active' as Status, ...fields }
    if (kind === 'publish') return registry.publish({ name: of.name, version: of.version, packages: of.packages })
    if (kind === 'edit') return registry.edit({ name: of.name, version: of.version, packages: of.packages })
    if (kind === 'status') return registry.setStatus(of.name, of.version, { status: of.status })
    if (kind === 'all') return registry.setAllStatuses(of.name, { status: of.status })
    return registry.import([of])
  }
})

test('publications are counted by their day, days without any included', async () => {
  await using registry = await openTestSearch()
  await registry.import([{ name: 'a.b/one' }, { name: 'a.b/two', remotes: [{ type: 'sse', url: 'https://example.com/sse' }] }])
  const { publishedPerDay, servers } = await getStats({ store: registry.store, clock })
  expect(publishedPerDay).toHaveLength(90)
  expect(publishedPerDay.slice(-4)).toEqual([
    { day: '2025-10-09', count: 2 },
    { day: '2025-10-10', count: 0 },
    { day: '2025-10-11', count: 0 },
    { day: '2025-10-12', count: 0 },
  ])
  expect([servers.withRemotes, servers.byTransport]).toEqual([1, { sse: 1 }])
})
