import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const valid = JSON.stringify(serverJson())

/** Bodies that strangers send, as bytes, and what the document operations answer them. */
const BODIES: readonly (readonly [string, Buffer | string, { publish: number; validate: number }])[] = [
  ['ten megabytes', Buffer.alloc(10 * 2 ** 20, ' '), { publish: 413, validate: 413 }],
  ['an array 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000), { publish: 400, validate: 200 }],
  ['an object 10,000 deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), { publish: 400, validate: 200 }],
  ['broken UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { publish: 400, validate: 400 }],
  ['cut-off UTF-8', Buffer.from([0x22, 0xe2, 0x82]), { publish: 400, validate: 400 }],
  ['a raw NUL', '{"name":"a\0b"}', { publish: 400, validate: 200 }],
  ['an escaped NUL', valid.replace('Forecasts', String.raw`\u0000`), { publish: 400, validate: 200 }],
  ['a lone surrogate', valid.replace('Forecasts', String.raw`\ud800`), { publish: 400, validate: 200 }],
  ['a key twice', valid.replace('{', '{"name":"io.github.alice/other",'), { publish: 400, validate: 200 }],
  ['__proto__', valid.replace('{', '{"__proto__":{"polluted":true},'), { publish: 200, validate: 200 }],
  ['nothing', '', { publish: 400, validate: 200 }],
  ['null', 'null', { publish: 422, validate: 200 }],
  [
    'a number beyond all bounds',
    valid.replace('{', '{"_meta":{"a":1e999999},').replace('1.0.0', '2.0.0'),
    { publish: 200, validate: 200 },
  ],
]

verifies('edge-28', 'hostile bodies are refused as the fault of the client, and the server goes on', async () => {
  await using registry = await startTestRegistry()
  const url = await registry.listen()
  const authorization = `Bearer ${await registry.actingAs('io.github.alice').token()}`
  const send = async (path: string, body: Buffer | string) => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: Uint8Array.from(Buffer.from(body)) })
    return { status: answer.status, body: await answer.text() }
  }
  for (const [what, body, expected] of BODIES) {
    const published = await send('/v0.1/publish', body)
    expect(published.status, `publish ${what}: ${published.body}`).toBe(expected.publish)
    const validated = await send('/v0/validate', body)
    expect(validated.status, `validate ${what}: ${validated.body}`).toBe(expected.validate)
  }
  expect('polluted' in {}).toBe(false)
  expect((await fetch(`${url}/v0.1/health`)).status).toBe(200)
})

verifies('edge-28', 'a byte order mark before a document is fine', async () => {
  await using registry = await startTestRegistry()
  const published = await registry.actingAs('io.github.alice').publish(`\uFEFF${valid}`)
  expect(published.statusCode, published.body).toBe(200)
})

verifies('edge-28', 'hostile bodies of other operations are refused, too', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  const path = '/v0.1/servers/io.github.alice%2Fweather/status'
  for (const [body, status] of [
    ['{"status":"deprecated","status":"active"}', 400],
    [`${'['.repeat(10_000)}`, 400],
    ['{"status":"deprecated","statusMessage":"\\u0000"}', 400],
    ['{"status":"deprecated","extra":1}', 422],
    ['{"status":["deprecated"]}', 422],
    ['"deprecated"', 422],
    ['', 422],
  ] as const) {
    const answer = await alice.send('PATCH', path, body)
    expect(answer.statusCode, `${body.slice(0, 50)}: ${answer.body}`).toBe(status)
  }
})

verifies('edge-28', 'what is not HTTP is answered with a problem', async () => {
  await using registry = await startTestRegistry()
  const { port } = new URL(await registry.listen())
  const talk = async (bytes: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(bytes)
    return text(socket)
  }
  expect(await talk('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*"code":"malformed-request"/)
  const long = `GET /v0.1/servers?search=${'a'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`
  expect(await talk(long)).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers-too-large"/)
})

verifies('edge-49', 'a body of a megabyte of faults has a small answer that names the limit', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  const body = `${valid.slice(0, -1)},"packages":[${Array(300_000).fill('{}').join(',')}]}`
  const validated = await alice.send('POST', '/v0.1/validate', body)
  expect(validated.json()).toMatchObject({ valid: false, issues: [{ reference: 'document-too-large' }] })
  for (const refused of [await alice.publish(body), await alice.edit('io.github.alice/weather', '1.0.0', body)]) {
    expect(refused.json()).toMatchObject({
      status: 422,
      code: 'invalid-document',
      errors: [{ location: 'body', message: expect.stringMatching(/ 9\d{5} bytes .* 131072 /) }],
    })
  }
})

verifies('edge-49', 'the errors of a refused document are listed up to 100, and the rest are counted', async () => {
  await using registry = await startTestRegistry()
  const headers = Array.from({ length: 50 }, () => ({}))
  const remotes = Array.from({ length: 3 }, () => ({ type: 'sse', url: 'https://weather.example.com', headers }))
  const refused = await registry.actingAs('io.github.alice').publish(serverJson({ remotes } as object))
  const { detail, errors } = refused.json<{ detail: string; errors: readonly { message: string }[] }>()
  expect(detail).toMatch(/^The server\.json has more than 100 errors\. /)
  expect(errors).toHaveLength(101)
  expect(errors.at(-1)?.message).toContain('50 more issues')
})

verifies(
  'edge-49',
  'a policy full of faults has a small answer, a small one has every fault, and a large body is not read',
  async () => {
    await using registry = await startTestRegistry()
    const alice = registry.actingAs('io.github.alice')
    const path = '/v0.1/x/io.modelcontextprotocol.registry/policy/io.github.alice%2Fweather'
    const errorsOf = async (body: object) => {
      const refused = await alice.send('PUT', path, body)
      expect(refused.statusCode).toBe(422)
      expect(refused.body.length).toBeLessThan(50_000)
      return refused.json<{ errors: readonly { location: string; message: string }[] }>().errors
    }
    expect(await errorsOf({ maintainers: Array.from({ length: 30_000 }, () => 1) })).toHaveLength(1)
    expect(await errorsOf(Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`field${index}`, 1])))).toHaveLength(1)
    expect((await errorsOf({ ['x'.repeat(50_000)]: 1 }))[0]?.location.length).toBeLessThan(150)
    expect(await errorsOf({ a: 1, b: 2, maintainers: [1, 2] })).toHaveLength(4)
    const many = await errorsOf({ maintainers: Array.from({ length: 300 }, () => 1) })
    expect(many).toHaveLength(101)
    expect((await alice.send('PUT', path, { maintainers: ['x'.repeat(65_536)] })).json()).toMatchObject({ status: 413 })
    expect(many.at(-1)).toMatchObject({ location: 'body', message: expect.stringContaining('more faults') })
  },
)
