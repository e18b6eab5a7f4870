import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** An external service, emulated by an HTTP server on loopback. */
export interface Upstream extends AsyncDisposable {
  readonly origin: string
  readonly port: number
  /** The requests received, as `GET /path`, oldest first. */
  readonly requests: readonly string[]
  /** The number of connections accepted. */
  connections(): number
  /** The maximum number of concurrent connections. */
  peakConnections(): number
}

export type PlainAnswer = (request: IncomingMessage, response: ServerResponse) => void
export type Answer = PlainAnswer | ((request: IncomingMessage, response: ServerResponse) => Promise<void>)

export async function startUpstream(answer: Answer, certificate?: Certificate): Promise<Upstream> {
  const requests: string[] = []
  let connections = 0
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    void Promise.resolve(answer(request, response)).catch(() => response.destroy())
  }
  const server: Server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.cert }, listener)
    : createServer(listener)
  let [open, peak] = [0, 0]
  server.on('connection', (socket) => {
    connections += 1
    open += 1
    peak = Math.max(peak, open)
    socket.once('close', () => (open -= 1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    peakConnections: () => peak,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A response with any kind of body. */
export function answerWith(status: number, body: string | Uint8Array = '', headers: Record<string, string> = {}): PlainAnswer {
  return (_request, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }
}

/** A JSON response. */
export function answerJson(value: unknown, status = 200): PlainAnswer {
  return answerWith(status, JSON.stringify(value), { 'content-type': 'application/json' })
}

/** Never responds. */
export const hang: PlainAnswer = () => {}

/** A redirect to another URL. */
export function redirectTo(location: string, status = 302): PlainAnswer {
  return answerWith(status, '', { location })
}

/** A large body, written as fast as the client reads it. */
export function answerEndlessly(bytes: number): PlainAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    const piece = Buffer.alloc(64 * 1024, 'a')
    let left = bytes
    const write = (): void => {
      while (left > 0) {
        left -= piece.byteLength
        if (!response.write(piece)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  }
}

/** Sends half of the declared content length, then closes the connection. */
export function cutOff(body: string): PlainAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body) * 2) })
    response.write(body, () => response.destroy())
  }
}
