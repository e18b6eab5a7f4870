import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { ERRORS, RegistryError, toProblem } from '@mcp-registry/contract'
import { PROBLEM_TYPE } from './render-problem.js'
import { parseUnencodedRead } from './parse-unencoded-read.js'

/** Answers what the HTTP parser refused, before there was a request. */
export function answerClientError(error: ParseError, socket: Socket, inject: Inject): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const read = error.code === 'HPE_INVALID_URL' ? parseUnencodedRead(error.rawPacket) : undefined
  if (read === undefined) return refuse(error, socket)
  inject({ ...read, remoteAddress: socket.remoteAddress ?? '' }).then(
    (response) => writeResponse(socket, response),
    () => refuse(error, socket),
  )
}

interface ParseError extends NodeJS.ErrnoException {
  /** What arrived, up to and including what could not be parsed. */
  readonly rawPacket?: unknown
}

type Inject = (request: InjectOptions) => Promise<LightMyRequestResponse>

function writeResponse(socket: Socket, { statusCode, headers, rawPayload }: LightMyRequestResponse): void {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== 'connection' && name !== 'transfer-encoding' && name !== 'content-length')
    .map(([name, value]) => `${name}: ${String(value)}`)
  const head = [...lines, `content-length: ${rawPayload.length}`, 'connection: close'].join('\r\n')
  socket.end(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${head}\r\n\r\n`), rawPayload]),
  )
}

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  const refusal = toRefusal(error.code)
  const { status } = ERRORS[refusal.code]
  const body = JSON.stringify(toProblem(refusal))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function toRefusal(code: string | undefined): RegistryError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new RegistryError('headers-too-large', 'The headers, or the URL, are larger than this server reads.')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new RegistryError('request-timeout', 'The request did not arrive in time. Send it again.')
  }
  return new RegistryError('malformed-request', 'This is not an HTTP request that can be read.')
}
