import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { RegistryError, toProblem } from '@mcp-registry/contract'
import type { CachedReads } from './cached-reads.js'
import { PROBLEM_TYPE } from './render-problem.js'
import { toRequestId } from './request-log.js'

/** No URL of the API is longer: a cursor has at most a few thousand characters. Headers may be longer, for the sake of `Authorization`. */
export const MAX_URL_LENGTH = 16_384

/** What every request meets before Fastify: the bound on its URL, and the responses in memory. */
export function createListener(cachedReads: CachedReads, handle: RequestListener): RequestListener {
  return (request, response) => {
    if ((request.url?.length ?? 0) > MAX_URL_LENGTH) refuseUrl(request, response)
    else if (!cachedReads.answer(request, response)) handle(request, response)
  }
}

function refuseUrl(request: IncomingMessage, response: ServerResponse): void {
  const refusal = new RegistryError('url-too-long', `A URL has at most ${MAX_URL_LENGTH} characters here. Send a shorter one.`)
  response.writeHead(414, {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'x-request-id': toRequestId(request),
    // The body of the request, if there is one, is not read.
    connection: 'close',
  })
  response.end(JSON.stringify(toProblem(refusal)))
}
