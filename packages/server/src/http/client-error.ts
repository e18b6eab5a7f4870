import { IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS, RegistryError, toProblem } from '@mcp-registry/contract'
import { PROBLEM_TYPE } from './render-problem.js'
import { parseUnencodedRead } from './parse-unencoded-read.js'

/** Responds to input that the HTTP parser rejected before it emitted a request. */
export function answerClientError(error: ParseError, socket: Socket, server: Server): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const read = error.code === 'HPE_INVALID_URL' ? parseUnencodedRead(error.rawPacket) : undefined
  const request = Object.assign(
    new IncomingMessage(socket),
    { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1 },
    read,
  )
  request.push(null)
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  try {
    response.assignSocket(socket)
  } catch {
    // An earlier response is still being sent. A second one would corrupt it.
    socket.destroy()
    return
  }
  response.once('finish', () => socket.destroySoon())
  // Emits the event that the parser would have emitted, so that the same limits apply. The connection closes after the response.
  if (read !== undefined) server.emit('request', request, response)
  else refuse(error, response)
}

interface ParseError extends NodeJS.ErrnoException {
  /** The received bytes, up to and including those that could not be parsed. */
  readonly rawPacket?: unknown
}

function refuse(error: NodeJS.ErrnoException, response: ServerResponse): void {
  const refusal = toRefusal(error.code)
  response.writeHead(ERRORS[refusal.code].status, { 'content-type': PROBLEM_TYPE })
  response.end(JSON.stringify(toProblem(refusal)))
}

function toRefusal(code: string | undefined): RegistryError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new RegistryError('headers-too-large', 'The headers, or the URL, are larger than this server reads.')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new RegistryError('request-timeout', 'The request did not arrive in time. Send it again.')
  }
  return new RegistryError('malformed-request', 'The request is not valid HTTP.')
}
