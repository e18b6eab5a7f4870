import type { ServerList } from '@mcp-registry/contract'
import fc from 'fast-check'
import { verifies } from '../../../../test/verifies.js'
import { expect } from 'vitest'
import { encodeOpaque } from '../../src/entries/opaque-text.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const SEARCH = '/v0.1/x/io.modelcontextprotocol.registry/search'
const NAMES = Array.from({ length: 16 }, (_, nth) => `com.example/s${String(nth).padStart(2, '0')}`)

async function startWithServers(): Promise<TestRegistry> {
  const registry = await startTestRegistry()
  const publisher = registry.actingAs('com.example')
  for (const name of NAMES) await publisher.publish(serverJson({ name, version: '1.0.0' }))
  return registry
}

async function listNames(registry: TestRegistry, url: string): Promise<string[]> {
  return (await registry.get(url)).json<ServerList>().servers.map(({ server }) => server.name)
}

// Values of the right kind and of every wrong one.
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    5,
    -1,
    1.5,
    2 ** 53,
    '',
    'latest',
    '1.0.0',
    [],
    {},
    ['a'],
    '\0',
    '\ud800',
    '2026-01-01T00:00:00.000000Z',
  ),
  fc.constantFrom(...NAMES, 'com.example/s031', 'z', 's'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

verifies(
  'edge-48',
  'a forged list cursor is refused or leads to the right page, and never changes the pages of others',
  async () => {
    await using registry = await startWithServers()
    const lists = ['', '&version=latest', '&include_deleted=true', '&version=latest&include_deleted=true']
    const fields = fc.array(value, { minLength: 6, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fields, fc.constantFrom(...lists), fc.integer({ min: 1, max: 30 }), async (payload, list, limit) => {
        const cursor = encodeOpaque(1, payload)
        const forged = await registry.get(`/v0.1/servers?limit=${limit}&cursor=${cursor}`)
        expect([200, 400], forged.body).toContain(forged.statusCode)
        if (forged.statusCode === 200) {
          const [name, , search, version, updatedSince] = payload
          const isFiltered = search !== null || updatedSince !== null || (version !== null && version !== 'latest')
          const names = forged.json<ServerList>().servers.map(({ server }) => server.name)
          const behind = NAMES.filter((each) => each > String(name) || (each === name && '1.0.0' > String(payload[1])))
          if (!isFiltered) expect(names).toEqual(behind.slice(0, limit))
          else expect(behind).toEqual(expect.arrayContaining(names))
        }
        expect(await listNames(registry, `/v0.1/servers?limit=30${list}`)).toEqual(NAMES)
      }),
      {
        numRuns: 150,
        examples: [
          [[true, 5, null, null, null, null, null], '', 30],
          [[], '', 30],
        ],
      },
    )
  },
)

verifies(
  'edge-48',
  'a forged cursor of a search, of changes or of an event stream is refused, or answered as it is',
  async () => {
    await using registry = await startWithServers()
    const whole = await listNames(registry, `${SEARCH}?q=s&limit=100`)
    const search = fc.record({
      search: fc.oneof(
        value,
        fc.record(
          { q: value, filters: fc.oneof(value, fc.record({ status: value, transport: value })), corrected: value, isAny: value },
          { requiredKeys: ['q'] },
        ),
      ),
      after: fc.oneof(value, fc.record({ score: value, name: value })),
    })
    const words = fc.constantFrom('s', 'server', 'example s03', 'sevrer')
    const wellFormed = fc.record({
      search: fc.record(
        {
          q: words,
          isAny: fc.boolean(),
          filters: fc.record(
            { status: fc.constantFrom('active', 'deprecated'), transport: fc.constantFrom('stdio', 'none') },
            { requiredKeys: [] },
          ),
          corrected: fc.oneof(words, value),
        },
        { requiredKeys: ['q', 'isAny', 'filters'] },
      ),
      after: fc.record({ score: fc.nat(), name: fc.oneof(fc.constantFrom(...NAMES), value) }),
    })
    const tooManyWords = { q: 's', isAny: false, filters: {}, corrected: 'ab '.repeat(260) }
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, search, wellFormed), async (payload) => {
        const answer = await registry.get(`${SEARCH}?cursor=${encodeOpaque(2, payload)}`)
        expect([200, 400], answer.body).toContain(answer.statusCode)
        expect(await listNames(registry, `${SEARCH}?q=s&limit=100`)).toEqual(whole)
      }),
      { numRuns: 300 },
    )
    const long = encodeOpaque(2, { search: tooManyWords, after: { score: 1, name: NAMES[0] } })
    expect((await registry.get(`${SEARCH}?cursor=${long}`)).statusCode).toBe(400)
    const usual = encodeOpaque(2, { search: { ...tooManyWords, corrected: 'ab' }, after: { score: 1, name: NAMES[0] } })
    expect((await registry.get(`${SEARCH}?cursor=${usual}`)).statusCode).toBe(200)
    const changes = '/v0.1/x/io.modelcontextprotocol.registry/changes'
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.float().map(String), fc.bigInt().map(String)), async (since) => {
        const answer = await registry.get(`${changes}?since=${encodeURIComponent(since)}`)
        expect([200, 400, 410, 422], answer.body).toContain(answer.statusCode)
      }),
      { numRuns: 100 },
    )
  },
)
