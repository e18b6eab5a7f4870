import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface FakeAnswer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface FakeServer extends AsyncDisposable {
  readonly url: string
  readonly requests: SeenRequest[]
}

/** A server on loopback that answers as it is told and remembers what it was asked. Without an answer it is 404. */
export async function startFakeServer(answer: (request: SeenRequest) => FakeAnswer | undefined): Promise<FakeServer> {
  const requests: SeenRequest[] = []
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body }
      requests.push(request)
      const { status = 200, body: content = {}, headers = {} } = answer(request) ?? { status: 404, body: { title: 'Not Found' } }
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
      outgoing.end(JSON.stringify(content))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A token that looks like a registry's, with nobody's signature. */
export function toToken(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'EdDSA' })}.${part(claims)}.c2lnbmF0dXJl`
}
