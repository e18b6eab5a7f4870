import { startFakeServer, type FakeAnswer, type SeenRequest } from '@mcp-registry/testkit/fake-server'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openWorkspace } from '../harness/workspace.js'

const URL_OF_REMOTE = 'https://mcp.example.com/mcp'
const remote = { type: 'streamable-http', url: URL_OF_REMOTE }

/** What inspect prints for a remote that answers like this. */
async function inspect(answer: (request: SeenRequest, message: Message) => FakeAnswer | undefined, type = 'streamable-http') {
  await using site = await startFakeServer((request) => answer(request, parse(request)))
  await using workspace = await openWorkspace(
    {
      'server.json': JSON.stringify({
        name: 'io.github.alice/tides',
        description: 'Tides of any coast.',
        version: '1.0.0',
        remotes: [{ ...remote, type }],
      }),
    },
    {
      fetch: async (url, init) =>
        fetch(url instanceof Request ? url : url.toString().replace('https://mcp.example.com', site.url), init),
    },
  )
  return { ...(await workspace.run(['inspect', '--json', '--timeout', '60s'])), requests: site.requests }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly protocolVersion?: string }
}

function parse({ body }: SeenRequest): Message {
  return body.length === 0 ? {} : JSON.parse(String(body))
}

/** Answers in JSON, one tool, and only the revision of 2025-06-18. */
function answerPlainly(_request: SeenRequest, { id, method }: Message): FakeAnswer {
  if (id === undefined) return { status: 202 }
  const result =
    method === 'initialize'
      ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'tides', version: '1' } }
      : { tools: [{ name: 'tide' }] }
  return { body: { jsonrpc: '2.0', id, result } }
}

test('a remote that answers in JSON, without a session, is inspected; its older revisions are asked for', async () => {
  const { exitCode, stdout, requests } = await inspect(answerPlainly)
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout).inspection).toEqual({
    protocolVersions: ['2025-06-18'],
    serverInfo: { name: 'tides', version: '1' },
    capabilities: ['tools'],
    tools: { count: 1, names: ['tide'] },
  })
  expect(requests.map((request) => [parse(request).method, request.headers['mcp-protocol-version']])).toEqual([
    ['initialize', undefined],
    ['notifications/initialized', '2025-06-18'],
    ['tools/list', '2025-06-18'],
    ['initialize', undefined],
    ['initialize', undefined],
  ])
  expect(requests.slice(3).map((request) => parse(request).params?.protocolVersion)).toEqual(['2025-03-26', '2024-11-05'])
})

test('a redirect is followed on the same host only', async () => {
  const moved = await inspect((request, message) =>
    request.path === '/mcp' ? { status: 307, headers: { location: '/mcp/' } } : answerPlainly(request, message),
  )
  expect(moved.exitCode).toBe(0)
  const away = await inspect(() => ({ status: 308, headers: { location: 'https://evil.example.com/mcp' } }))
  expect(JSON.parse(away.stdout).error.message).toBe(
    `${URL_OF_REMOTE} redirects to another host, https://evil.example.com. Put the URL there into server.json, if it is right.`,
  )
  const round = await inspect(() => ({ status: 307, headers: { location: '/mcp' } }))
  expect(JSON.parse(round.stdout).error.message).toContain('redirects more than 5 times')
})

verifies('inspect:hostile', 'a remote that does not do as it should is named, with a remedy', async () => {
  const events = { 'content-type': 'text/event-stream' }
  const failures: readonly (readonly [FakeAnswer, string, type?: string])[] = [
    [{ status: 404 }, 'answers with status 404. Check the URL, and whether the transport is streamable-http rather than sse.'],
    [{ status: 405 }, 'whether the transport is sse rather than streamable-http.', 'sse'],
    [{ status: 500 }, 'answers with status 500. Check the logs of the server.'],
    [{ body: '<html>' }, 'did not answer initialize: the response has no message.'],
    [{ body: { jsonrpc: '2.0', id: 99, result: {} } }, 'did not answer initialize'],
    [{ body: { jsonrpc: '2.0', id: 1 } }, 'answers initialize with an error: no result'],
    [{ body: 'x'.repeat(17 * 1024 * 1024) }, 'sends more than 16 MiB'],
    [{ headers: events, body: 'data' }, 'did not answer initialize'],
    [{ headers: events, body: 'data' }, 'does not begin its stream with the "endpoint" event', 'sse'],
  ]
  for (const [answer, message, type] of failures) {
    const { exitCode, stdout } = await inspect(() => answer, type)
    expect([exitCode, JSON.parse(stdout).error.message]).toEqual([1, expect.stringContaining(message)])
  }
  await using workspace = await openWorkspace(
    { 'server.json': JSON.stringify({ name: 'a.b/c', description: 'Tides.', version: '1.0.0', remotes: [remote] }) },
    { fetch: async () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })) },
  )
  expect((await workspace.run(['inspect'])).stderr).toBe(`error: ${URL_OF_REMOTE} cannot be reached: connect ECONNREFUSED.\n`)
})
