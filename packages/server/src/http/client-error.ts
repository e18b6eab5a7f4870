import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS, RegistryError, toProblem } from '@mcp-registry/contract'
import { PROBLEM_TYPE } from './render-problem.js'

/** Answers what is not even HTTP: the parser gave up before there was a request. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
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
