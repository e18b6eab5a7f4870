import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { serverPath, startTestRegistry } from '../harness/start-test-registry.js'

verifies('edge-1', 'a limit outside 1 to 100 is 422 and names the parameter and the value', async () => {
  await using registry = await startTestRegistry()
  for (const limit of ['0', '-1', '101', 'abc', '1.5', '1e9', '%20']) {
    const answer = await registry.get(`/v0.1/servers?limit=${limit}`)
    expect(answer.statusCode, limit).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'invalid-parameter',
      detail: expect.stringContaining('query.limit'),
      errors: [{ location: 'query.limit', value: expect.anything() }],
    })
  }
  for (const limit of ['1', '100']) expect((await registry.get(`/v0/servers?limit=${limit}`)).statusCode).toBe(200)
})

verifies('edge-1', 'a page has 30 entries when no limit is given', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  for (let patch = 0; patch < 31; patch++) await alice.publish(serverJson({ version: `1.0.${patch}` }))
  expect((await registry.get('/v0.1/servers')).json()).toMatchObject({ metadata: { count: 30, nextCursor: expect.any(String) } })
})

verifies('edge-8', 'unknown parameters are ignored, and an empty parameter is none', async () => {
  await using registry = await startTestRegistry()
  await registry.actingAs('io.github.alice').publish(serverJson())
  for (const query of ['q=foo', 'version=', 'search=', 'cursor=', 'limit=', 'include_deleted=', 'updated_since=', '&&=&a']) {
    const answer = await registry.get(`/v0.1/servers?${query}`)
    expect(answer.json(), query).toMatchObject({ metadata: { count: 1 } })
  }
  expect((await registry.get('/v0.1/servers?version=LATEST')).json()).toEqual({ servers: [], metadata: { count: 0 } })
})

verifies('edge-11', 'a time that is not RFC 3339 is 400 and names the format', async () => {
  await using registry = await startTestRegistry()
  for (const time of ['2025-08-07', '1723036504', 'yesterday']) {
    const answer = await registry.get(`/v0.1/servers?updated_since=${time}`)
    expect(answer.json(), time).toMatchObject({
      status: 400,
      code: 'invalid-timestamp',
      detail: expect.stringContaining('RFC 3339'),
    })
  }
  for (const time of ['2025-08-07T13:15:04.280Z', '2025-08-07T13:15:04%2B02:00', '2999-01-01T00:00:00Z']) {
    expect((await registry.get(`/v0.1/servers?updated_since=${time}`)).statusCode, time).toBe(200)
  }
})

verifies('edge-50', 'a parameter of a wrong type is 422', async () => {
  await using registry = await startTestRegistry()
  const wrong = ['1e2', '1e999', '0x10', '%205', '5%20', '+5', '5.0', '-0.0', '9223372036854775808', 'Infinity', '٣']
  const extension = '/v0.1/x/io.modelcontextprotocol.registry'
  for (const url of [
    ...wrong.map((text) => `/v0.1/servers?limit=${text}`),
    ...wrong.map((text) => `${extension}/changes?since=${text}`),
  ])
    expect((await registry.get(url)).json(), url).toMatchObject({ status: 422, code: 'invalid-parameter' })
  for (const query of ['include_deleted=yes', 'include_deleted=2', 'include_deleted=tRUE'])
    expect((await registry.get(`/v0.1/servers?${query}`)).json(), query).toMatchObject({ status: 422, code: 'invalid-parameter' })
})

test('booleans have every spelling of Go, and of a repeated parameter the first counts', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson({ name: 'io.github.alice/weather' }))
  await alice.delete('io.github.alice/weather', '1.0.0')
  const count = async (query: string) => (await registry.get(`/v0.1/servers?${query}`)).json().metadata.count
  for (const text of ['1', 't', 'T', 'TRUE', 'true', 'True']) expect(await count(`include_deleted=${text}`), text).toBe(1)
  for (const text of ['0', 'f', 'F', 'FALSE', 'false', 'False']) expect(await count(`include_deleted=${text}`), text).toBe(0)
  expect(await count('include_deleted=true&include_deleted=no')).toBe(1)
  expect(await count('include_deleted=false&include_deleted=true')).toBe(0)
})

verifies(
  'edge-49',
  'a search beyond its bounds is 422 and says what they are, also when it could be answered from memory',
  async () => {
    await using registry = await startTestRegistry()
    await registry.actingAs('io.github.alice').publish(serverJson())
    const extension = '/v0.1/x/io.modelcontextprotocol.registry'
    for (const [path, parameter] of [
      ['/v0.1/servers', 'search'],
      [`${extension}/search`, 'q'],
    ] as const) {
      const ask = async (text: string) => (await registry.get(`${path}?${parameter}=${encodeURIComponent(text)}`)).json()
      const refusal = (bound: string) => ({
        status: 422,
        errors: [{ location: `query.${parameter}`, message: expect.stringContaining(bound) }],
      })
      expect(await ask('x'.repeat(201))).toMatchObject(refusal('200 characters'))
      expect(await ask('\u{1F600}'.repeat(200))).toMatchObject({ metadata: { count: 0 } })
      expect(await ask('ab '.repeat(21))).toMatchObject(refusal('20 words'))
      expect(await ask('ab '.repeat(20))).toMatchObject({ metadata: { count: 0 } })
    }
    expect((await registry.get(`${extension}/search?q=${'aB'.repeat(50)}`)).json()).toMatchObject({
      status: 422,
      detail: expect.stringContaining('20 words'),
    })
  },
)

verifies('edge-51', 'a URL of more than 16 kB is 414, and unknown parameters are no part of what is cached', async () => {
  await using registry = await startTestRegistry()
  await registry.actingAs('io.github.alice').publish(serverJson())
  const url = await registry.listen()
  const long = await fetch(`${url}/v0.1/servers?pad=${'x'.repeat(16_384)}`)
  expect([long.status, await long.json()]).toEqual([414, expect.objectContaining({ code: 'url-too-long' })])
  const countEntries = async () =>
    /mcp_registry_response_cache_entries (\d+)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  for (let nth = 0; nth < 20; nth++)
    expect((await fetch(`${url}/v0.1/servers?limit=30&pad=${nth}${'x'.repeat(2_000)}`)).status).toBe(200)
  for (const query of ['', '?limit=30', '?cursor=&a', '?limit=30&include_deleted='])
    expect((await fetch(`${url}/v0.1/servers${query}`)).status).toBe(200)
  expect(await countEntries()).toBe('1')
})

verifies('edge-43', 'a status message of 500 characters is fine, one of 501 is 422, and latest is 400', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  const name = 'io.github.alice/weather'
  await alice.publish(serverJson({ name }))
  const update = (length: number) => ({ status: 'deprecated' as const, statusMessage: '☔'.repeat(length) })
  expect((await alice.setStatus(name, '1.0.0', update(500))).statusCode).toBe(200)
  expect((await alice.setStatus(name, '1.0.0', update(501))).json()).toMatchObject({
    status: 422,
    errors: [{ location: 'body.statusMessage' }],
  })
  const withNull = await alice.send('PATCH', serverPath(name, 'versions', '1.0.0', 'status'), {
    status: 'deprecated',
    statusMessage: null,
  })
  expect(withNull.json()._meta['io.modelcontextprotocol.registry/official']).not.toHaveProperty('statusMessage')
  expect((await alice.setStatus(name, 'latest', update(1))).statusCode).toBe(400)
  expect((await alice.delete(name, 'latest')).statusCode).toBe(400)
  expect((await alice.edit(name, 'latest', serverJson({ name }))).statusCode).toBe(400)
  expect((await alice.send('PUT', `${serverPath(name, 'versions', '1.0.0')}?status=gone`, serverJson({ name }))).statusCode).toBe(
    422,
  )
})

verifies('edge-41', 'the same publish twice is 200 with the same body, other content is 409', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  const first = await alice.publish(serverJson())
  const again = await alice.publish(serverJson())
  expect([first.statusCode, again.statusCode]).toEqual([200, 200])
  expect(again.body).toBe(first.body)
  expect((await alice.publish(serverJson({ title: 'Other' }))).json()).toMatchObject({ status: 409, code: 'version-exists' })
})
