import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { repairLatest } from '../../src/catalog/import/repair-latest.js'
import { npmPackage, openTestSearch } from './open-test-search.js'

verifies('search:best-first', 'names come first, then title, identifiers and description', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/a', description: 'Tells the weather' },
    { name: 'com.example/b', packages: [npmPackage('@example/weather-mcp')] },
    { name: 'com.example/c', title: 'Weather' },
    { name: 'com.example/d-weather' },
    { name: 'com.example/weathervane' },
    { name: 'com.example/weather-alerts' },
    { name: 'com.other/weather' },
    { name: 'com.other/nothing' },
  ])
  expect(await registry.find('weather')).toEqual([
    'com.other/weather',
    'com.example/weather-alerts',
    'com.example/weathervane',
    'com.example/d-weather',
    'com.example/c',
    'com.example/b',
    'com.example/a',
  ])
})

verifies('search:best-first', 'a name that is typed with spaces, in humps or whole is found first', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/brave-search', title: 'Search' },
    { name: 'com.example/other', title: 'Brave Search', description: 'Brave search, brave search' },
    { name: 'com.example/OpenApi' },
  ])
  for (const q of ['brave search', 'Brave-Search', 'brave_sea', 'com.example/brave-search', 'com.example/brave-s'])
    expect((await registry.find(q))[0], q).toBe('com.example/brave-search')
  for (const q of ['openapi', 'OpenAPI', 'open api', 'openAp', 'api'])
    expect(await registry.find(q), q).toEqual(['com.example/OpenApi'])
})

test('the name of a namespace counts less than the name of a server', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'io.github.alice/x' },
    { name: 'io.github.bob/y', title: 'For GitHub' },
    { name: 'com.example/my-github' },
  ])
  expect(await registry.find('github')).toEqual(['com.example/my-github', 'io.github.bob/y', 'io.github.alice/x'])
})

verifies('search:words', 'all words are needed, in any place and order, and only the last may be begun', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/rain', title: 'Forecasts', description: 'For the whole earth' },
    { name: 'com.example/forecasts', description: 'Of shares' },
  ])
  expect(await registry.find('forecasts rain')).toEqual(['com.example/rain'])
  expect(await registry.find('earth fore')).toEqual(['com.example/rain'])
  expect(await registry.find('fore')).toEqual(['com.example/forecasts', 'com.example/rain'])
  expect((await registry.search({ q: 'fore earth' })).metadata.matched).toBe('any')
})

verifies('search:words', 'when no server has all the words, one is enough, and more are better', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/a', title: 'Rain' },
    { name: 'com.example/b', title: 'Rain and snow' },
    { name: 'com.example/c', title: 'Fog' },
  ])
  const { servers, metadata } = await registry.search({ q: 'rain snow hailstorm' })
  expect(servers.map(({ server }) => server.name)).toEqual(['com.example/b', 'com.example/a'])
  expect(metadata).toEqual({ count: 2, total: { value: 2, relation: 'eq' }, matched: 'any' })
})

verifies('search:typos', 'misspelt words are corrected when nothing has them, and the answer says so', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/weather', description: 'Forecasts for Berlin' },
    { name: 'com.example/leather', description: 'Shoes' },
    { name: 'com.example/slack' },
    { name: 'com.example/github-tools' },
  ])
  for (const [typed, corrected, name] of [
    ['waether', 'weather', 'com.example/weather'],
    ['Wheather, forecasts', 'weather, forecasts', 'com.example/weather'],
    ['slcak', 'slack', 'com.example/slack'],
    ['gihub', 'github', 'com.example/github-tools'],
    ['berln weather', 'berlin weather', 'com.example/weather'],
  ] as const) {
    const { servers, metadata } = await registry.search({ q: typed })
    expect([metadata.corrected, servers[0]?.server.name]).toEqual([corrected, name])
  }
  expect((await registry.search({ q: 'weather' })).metadata).not.toHaveProperty('corrected')
  expect(await registry.find('xyzzyplugh')).toEqual([])
})

test('a word that nobody uses any more corrects nothing', async () => {
  await using registry = await openTestSearch()
  await registry.import([{ name: 'com.example/a', title: 'Weather' }])
  await registry.import([{ name: 'com.example/a', version: '2.0.0', title: 'Leather' }])
  expect((await registry.search({ q: 'wether' })).metadata).toMatchObject({ corrected: 'leather' })
})

verifies('search:words', 'letters of every script are found, with or without their accents', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    { name: 'com.example/a', title: 'Übersetzer für Café-Menüs' },
    { name: 'com.example/b', title: 'Прогноз погоды' },
    { name: 'com.example/c', title: '天気予報サーバー' },
    { name: 'com.example/d', title: 'الطقس اليوم' },
    { name: 'com.example/e', title: '날씨 예보' },
  ])
  const expected: Record<string, string> = {
    cafe: 'a',
    'FÜR MENU': 'a',
    погоды: 'b',
    ПРОГ: 'b',
    予報: 'c',
    الطقس: 'd',
    예보: 'e',
  }
  for (const [q, name] of Object.entries(expected)) expect(await registry.find(q), q).toEqual([`com.example/${name}`])
})

verifies('search:words', 'whatever is typed is text, and never an error', async () => {
  await using registry = await openTestSearch()
  await registry.import([{ name: 'com.example/a', title: 'Plain text' }])
  const odd = [
    "'",
    "a'b",
    '"',
    '\\',
    ':*',
    '!',
    '&',
    '|',
    '<->',
    "'plain':A",
    'plain & | !text',
    '()',
    '%',
    '_',
    '😀',
    '-',
    '. / .',
  ]
  for (const q of [...odd, 'x'.repeat(200), 'a b '.repeat(10), '\u0301', 'ﷺ'.repeat(200), '1'.repeat(100)]) {
    const { metadata } = await registry.search({ q })
    expect(metadata.count, q).toBeLessThanOrEqual(1)
  }
  expect(await registry.find("'plain' & (text)")).toEqual(['com.example/a'])
  for (const q of ['\0', 'a\0b', '\ud800'])
    await expect(registry.search({ q })).rejects.toMatchObject({ code: 'invalid-parameter' })
})

verifies('search:highlights', 'each hit says where in its texts the words are', async () => {
  await using registry = await openTestSearch()
  await registry.import([
    {
      name: 'com.weather/my-Weather',
      title: '😀 Weathers <b>',
      description: 'No such thing',
      packages: [npmPackage('other'), npmPackage('@x/WEATHER')],
    },
  ])
  const [hit] = (await registry.search({ q: 'weather' })).servers
  expect(hit?.highlights).toEqual([
    {
      path: 'name',
      ranges: [
        [4, 11],
        [15, 22],
      ],
    },
    { path: 'title', ranges: [[3, 11]] },
    { path: 'packages[1].identifier', ranges: [[3, 10]] },
  ])
})

verifies('search:current', 'what is published, edited, deprecated, deleted or imported is found as it is now', async () => {
  await using registry = await openTestSearch()
  const name = 'io.github.alice/weather'
  await registry.publish({ name, version: '1.0.0', title: 'Rain' })
  expect(await registry.find('rain')).toEqual([name])
  await registry.publish({ name, version: '2.0.0', title: 'Snow' })
  expect([await registry.find('rain'), await registry.find('snow')]).toEqual([[], [name]])
  await registry.publish({ name, version: '1.5.0', title: 'Hail' })
  expect(await registry.find('hail')).toEqual([])
  await registry.edit({ name, version: '2.0.0', title: 'Fog' })
  expect([await registry.find('snow'), await registry.find('fog')]).toEqual([[], [name]])
  await registry.setStatus(name, '2.0.0', { status: 'deprecated' })
  expect(await registry.find('fog', { status: 'deprecated' })).toEqual([name])
  await registry.delete(name, '2.0.0')
  expect([await registry.find('fog'), await registry.find('hail')]).toEqual([[], [name]])
  await registry.setAllStatuses(name, { status: 'deleted' })
  expect([await registry.find('fog'), await registry.find('fog', { status: 'deleted' })]).toEqual([[], [name]])
  await registry.setStatus(name, '1.5.0', { status: 'active' })
  expect((await registry.search({ q: 'hail' })).servers[0]?.server.version).toBe('1.5.0')
  await registry.import([{ name: 'com.example/b', title: 'Thunder' }])
  expect(await registry.find('thunder')).toEqual(['com.example/b'])
  await registry.import([{ name: 'com.example/b', version: '2.0.0', title: 'Lightning' }])
  expect([await registry.find('thunder'), await registry.find('lightning')]).toEqual([[], ['com.example/b']])
})

test('an imported server whose upstream flags no latest version is found once one was chosen', async () => {
  await using registry = await openTestSearch()
  await registry.import([{ name: 'com.example/b', title: 'Thunder' }])
  const { services, store } = registry
  await store.db.updateTable('versions').set({ is_latest: false }).execute()
  expect(await registry.find('thunder')).toEqual([])
  await repairLatest(services, ['com.example/b'])
  expect(await registry.find('thunder')).toEqual(['com.example/b'])
})

verifies('search:pages', 'a cursor carries its search, and refuses another', async () => {
  await using registry = await openTestSearch()
  await registry.import(['a', 'b', 'c'].map((name) => ({ name: `com.example/${name}`, title: 'Weather' })))
  const { nextCursor: cursor = '' } = (await registry.search({ q: 'waether', limit: 2 })).metadata
  const next = await registry.search({ cursor, limit: 2 })
  expect(next.servers.map(({ server }) => server.name)).toEqual(['com.example/c'])
  expect(next.metadata).toEqual({ count: 1, total: { value: 3, relation: 'eq' }, matched: 'all', corrected: 'weather' })
  expect((await registry.search({ cursor, q: 'waether' })).metadata.count).toBe(1)
  for (const query of [
    { cursor, q: 'rain' },
    { cursor, status: 'active' as const },
    { cursor: 'made-up' },
    { cursor: `${cursor}A` },
  ])
    await expect(registry.search(query)).rejects.toMatchObject({ code: 'invalid-cursor' })
  await expect(registry.search({})).rejects.toMatchObject({ code: 'invalid-parameter' })
})
