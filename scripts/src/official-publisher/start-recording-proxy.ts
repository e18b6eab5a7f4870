import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request as the client sent it. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The status of the response. */
  readonly status: number
}

export interface RecordingProxy extends AsyncDisposable {
  readonly origin: string
  /** Returns the requests since the last call, oldest first. */
  take(): RecordedRequest[]
  forwardTo(origin: string): void
}

/** Headers that belong to one connection rather than to the client. */
const OMITTED = ['host', 'connection', 'content-length']

/** A proxy on loopback that records what a client sends. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  let recorded: RecordedRequest[] = []
  let target = ''
  const server = createServer((request, response) => {
    void forward(request, target).then(({ answer, ...entry }) => {
      recorded.push(entry)
      response.writeHead(entry.status, { 'content-type': answer.type }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    take() {
      const taken = recorded
      recorded = []
      return taken
    },
    forwardTo: (origin) => void (target = origin),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function forward(request: IncomingMessage, target: string) {
  const { method = 'GET', url: path = '/' } = request
  const body = await buffer(request)
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (OMITTED.includes(name) ? [] : [[name, String(value)] as const])),
  )
  const response = await fetch(target + path, { method, headers, ...(method !== 'GET' && { body }) })
  const answer = { type: response.headers.get('content-type') ?? '', body: await response.text() }
  return { method, path, headers, body: body.toString(), status: response.status, answer }
}
