import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openTestSearch } from './open-test-search.js'

const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided'
const inspection = {
  protocolVersions: ['2025-11-25'],
  serverInfo: { name: 'tides', version: '1.0.0' },
  capabilities: ['logging', 'prompts', 'tools'],
  tools: { count: 2, names: ['get_moon_phase', 'listHarbours'] },
  prompts: { count: 1, names: ['plan-a-walk'] },
}
const toMeta = (recorded: unknown) => ({ _meta: { [PUBLISHER]: { inspection: recorded } } })

verifies('search:inspected', 'what the publisher recorded is found below names, and can be limited to a capability', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/tides', ...toMeta(inspection) },
    { name: 'com.example/moon' },
    {
      name: 'com.example/walks',
      description: 'Plan a walk',
      ...toMeta({ ...inspection, capabilities: ['prompts'], tools: { count: 3 } }),
    },
  ])
  expect(await registry.find('moon')).toEqual(['com.example/moon', 'com.example/tides'])
  expect(await registry.find('harbours')).toEqual(['com.example/tides'])
  expect(await registry.find('moon', { capability: 'tools' })).toEqual(['com.example/tides'])
  expect(await registry.find('moon', { capability: 'resources' })).toEqual([])
  const { servers, facets } = await registry.search({ q: 'plan walk' })
  expect(facets.capabilities).toEqual([
    { value: 'prompts', count: 2 },
    { value: 'tools', count: 1 },
  ])
  const tides = servers.find(({ server }) => server.name === 'com.example/tides')
  expect(tides?.highlights).toEqual([
    {
      path: `_meta["${PUBLISHER}"].inspection.prompts.names[0]`,
      ranges: [
        [0, 4],
        [7, 11],
      ],
    },
  ])
})

test('a cursor carries the capability, and another one is refused', async () => {
  await using registry = await openTestSearch()
  await registry.import(['a', 'b'].map((name) => ({ name: `com.example/${name}`, ...toMeta(inspection) })))
  const { metadata } = await registry.search({ q: 'harbours', capability: 'tools', limit: 1 })
  const cursor = metadata.nextCursor ?? ''
  expect((await registry.search({ cursor })).servers.map(({ server }) => server.name)).toEqual(['com.example/b'])
  await expect(registry.search({ cursor, capability: 'prompts' })).rejects.toThrow('(capability)')
})

verifies('inspect:malformed', 'a malformed or hostile inspection is absent for the search, and its server is found', async () => {
  await using registry = await openTestSearch()
  const hostile: readonly unknown[] = [
    null,
    7,
    'tools',
    [],
    {},
    { ...inspection, tools: { count: -1, names: ['harbours'] } },
    { ...inspection, tools: { count: 0.5 } },
    { ...inspection, tools: { count: 1, names: ['harbours', null] } },
    { ...inspection, tools: { count: 1, names: ['harbours '.repeat(100)] } },
    { ...inspection, tools: { count: 1, names: Array.from({ length: 1_001 }, () => 'harbours') } },
    { ...inspection, capabilities: { includes: 'tools' } },
    { ...inspection, serverInfo: { name: {}, version: 1 } },
    JSON.parse('{"__proto__": {"capabilities": ["tools"]}, "constructor": 1}'),
  ]
  await registry.import(hostile.map((recorded, index) => ({ name: `com.example/hostile-${index}`, ...toMeta(recorded) })))
  const { servers, facets } = await registry.search({ q: 'hostile', limit: 100 })
  expect(servers).toHaveLength(hostile.length)
  expect(facets.capabilities).toEqual([])
  expect(await registry.find('harbours')).toEqual([])
})

test('names with NUL, lone surrogates and quotes are stored and found', async () => {
  await using registry = await openTestSearch()
  const names = ["o'clock\\", 'half\ud83d moon', 'nul\0tide', 'ünïcode']
  await registry.import([{ name: 'com.example/odd', ...toMeta({ ...inspection, tools: { count: 4, names } }) }])
  for (const q of ['clock', 'moon', 'unicode']) expect(await registry.find(q), q).toEqual(['com.example/odd'])
})

test('a word in a thousand recorded names is highlighted in sixty fields', async () => {
  await using registry = await openTestSearch()
  const names = Array.from({ length: 1_000 }, (_, index) => `tide-${index}`)
  await registry.import([
    { name: 'com.example/tides', title: 'Tide', ...toMeta({ ...inspection, tools: { count: 1_000, names } }) },
  ])
  const [hit] = (await registry.search({ q: 'tide' })).servers
  expect(hit?.highlights).toHaveLength(60)
  expect(hit?.highlights.slice(0, 3).map(({ path }) => path)).toEqual([
    'name',
    'title',
    `_meta["${PUBLISHER}"].inspection.tools.names[0]`,
  ])
})
