import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'

/** A registry with one server, and sockets to it that have sent the head of a request as it stands. */
async function start() {
  const registry = await startTestRegistry()
  await registry.actingAs('io.github.alice').publish(serverJson({ name: 'io.github.alice/weather' }))
  const { port } = new URL(await registry.listen())
  return {
    registry,
    get(target: string, ...headers: readonly string[]): Socket {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(Buffer.from([`GET ${target} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n')))
      return socket
    },
    async countInFlight(): Promise<number> {
      const metrics = (await registry.get('/metrics')).body
      return Number(/^mcp_registry_http_requests_in_flight (\d+)$/m.exec(metrics)?.[1])
    },
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

test('raw UTF-8 in a URL reaches the same operation, and the connection is closed', async () => {
  await using server = await start()
  expect(await text(server.get('/v0.1/servers?search=é日'))).toMatch(/^HTTP\/1\.1 200 [^]*"count":0/)
  expect(await text(server.get(`${EXTENSION}/export?x=é`))).toMatch(/^HTTP\/1\.1 200 [^]*io\.github\.alice\/weather/)
  expect(await text(server.get('/nowhere/é'))).toMatch(/^HTTP\/1\.1 404 [^]*route-not-found/)
})

verifies('edge-51', 'a URL with raw UTF-8 has the bound of every other one', async () => {
  await using server = await start()
  expect(await text(server.get(`/v0.1/servers?x=${'é'.repeat(8_000)}`))).toMatch(/^HTTP\/1\.1 414 /)
})

verifies('edge-51', 'an event stream at a URL with raw UTF-8 ends with its connection', async () => {
  await using server = await start()
  const before = await server.countInFlight()
  const socket = server.get(`${EXTENSION}/changes?x=é`, 'Accept: text/event-stream')
  let received = ''
  socket.on('data', (piece: Buffer) => (received += piece.toString()))
  await expect.poll(() => received).toContain('event: change')
  expect(await server.countInFlight()).toBe(before + 1)
  socket.destroy()
  await once(socket, 'close')
  await expect.poll(() => server.countInFlight()).toBe(before)
})

test('what cannot be parsed does not write into the response before it', async () => {
  await using server = await start()
  const socket = server.get(`${EXTENSION}/changes`, 'Accept: text/event-stream')
  let received = ''
  socket.on('data', (piece: Buffer) => (received += piece.toString())).on('error', () => {})
  await expect.poll(() => received).toContain('event: change')
  socket.write(Buffer.from('GET /v0.1/ping?é HTTP/1.1\r\nHost: a\r\n\r\n'))
  await once(socket, 'close')
  expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1)
})
