import type { SearchResult } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openTestSearch } from './open-test-search.js'

const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided'

function toInspected(capabilities: string[]) {
  const serverInfo = { name: 'x', version: '1' }
  return { [PUBLISHER]: { inspection: { protocolVersions: ['2025-11-25'], serverInfo, capabilities } } } as const
}

const WORDS = ['rain', 'snow', 'fog', 'hail', 'mcp']
const transport = fc.constantFrom('stdio', 'sse', 'streamable-http')

const entries = fc.uniqueArray(
  fc.record({
    name: fc
      .tuple(fc.constantFrom('a.b', 'io.github.alice'), fc.constantFrom(...WORDS), fc.nat(99))
      .map(([of, word, n]) => `${of}/${word}-${n}`),
    title: fc.subarray(WORDS, { minLength: 1 }).map((words) => words.join(' ')),
    status: fc.constantFrom('active', 'active', 'deprecated', 'deleted'),
    packages: fc.array(
      fc.record({
        registryType: fc.constantFrom('npm', 'pypi', 'oci'),
        identifier: fc.constantFrom('x', 'rain-package'),
        transport: fc.record({ type: transport, url: fc.constant('https://example.com/mcp') }),
      }),
      { maxLength: 3 },
    ),
    remotes: fc.array(fc.record({ type: transport, url: fc.constant('https://example.com/mcp') }), { maxLength: 2 }),
    _meta: fc.option(fc.subarray(['tools', 'prompts', 'logging']).map(toInspected), { nil: undefined }),
  }),
  { selector: ({ name }) => name, maxLength: 40 },
)
type Entry = ValueOf<typeof entries>[number]

const query = fc.record(
  {
    q: fc.subarray(WORDS, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
    packageType: fc.constantFrom('npm', 'pypi', 'oci'),
    transport,
    capability: fc.constantFrom('tools', 'prompts', 'resources'),
    status: fc.constantFrom('active', 'deprecated', 'deleted'),
  },
  { requiredKeys: ['q'] },
)
type Query = ValueOf<typeof query>
type ValueOf<A> = A extends fc.Arbitrary<infer V> ? V : never

verifies('search:facets', 'facets, totals and pages are those of counting all entries one by one', async () => {
  await fc.assert(
    fc.asyncProperty(entries, query, fc.integer({ min: 1, max: 7 }), async (all, asked, limit) => {
      await using registry = await openTestSearch()
      await registry.import(all as readonly object[])
      const expected = findAll(all, asked)
      const pages: SearchResult[] = [await registry.search({ ...asked, limit })]
      for (let cursor = pages[0]?.metadata.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.metadata.nextCursor)
        pages.push(await registry.search({ cursor, limit }))
      const names = pages.flatMap(({ servers }) => servers.map(({ server }) => server.name))
      expect(names.toSorted()).toEqual(expected.map(({ name }) => name).toSorted())
      for (const { metadata, facets } of pages) {
        expect(metadata.total).toEqual({ value: expected.length, relation: 'eq' })
        expect(facets).toEqual({
          packageTypes: count(expected, ({ packages }) => packages.map(({ registryType }) => registryType)),
          transports: count(expected, listTransports),
          capabilities: count(expected, listSearchedCapabilities),
          statuses: count(expected, ({ status }) => [status]),
        })
      }
      expect(names).toEqual((await registry.search({ ...asked, limit: 100 })).servers.map(({ server }) => server.name))
    }),
    { numRuns: 30 },
  )
})

/** What has all the words or, if nothing has, one of them. */
function findAll(all: readonly Entry[], { q, packageType, transport: wanted, capability, status }: Query): Entry[] {
  const passing = all.filter(
    (entry) =>
      (status === undefined ? entry.status !== 'deleted' : entry.status === status) &&
      (packageType === undefined || entry.packages.some(({ registryType }) => registryType === packageType)) &&
      (wanted === undefined || listTransports(entry).includes(wanted)) &&
      (capability === undefined || listSearchedCapabilities(entry).includes(capability)),
  )
  const words = q.split(' ')
  const has = ({ name, title, packages }: Entry) => {
    const text = [name, title, ...packages.map(({ identifier }) => identifier)].join(' ').split(/[^a-z]+/)
    return (word: string) => text.includes(word)
  }
  const withAll = passing.filter((entry) => words.every(has(entry)))
  return withAll.length > 0 ? withAll : passing.filter((entry) => words.some(has(entry)))
}

function listTransports({ packages, remotes }: Entry): string[] {
  return [...packages.map((each) => each.transport.type), ...remotes.map(({ type }) => type)]
}

function listSearchedCapabilities({ _meta: meta }: Entry): string[] {
  return (meta?.[PUBLISHER].inspection.capabilities ?? []).filter((each) => each !== 'logging')
}

function count(found: readonly Entry[], list: (entry: Entry) => readonly string[]) {
  const counts = new Map<string, number>()
  for (const value of found.flatMap((entry) => [...new Set(list(entry))])) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, of]) => ({ value, count: of }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}
