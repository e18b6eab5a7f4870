import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { ERRORS, RegistryError, toProblem } from '@mcp-registry/contract'
import type { Services } from '../services.js'
import type { CachedReads } from './cached-reads.js'
import { UNMATCHED } from '../metrics/http-metrics.js'
import { PROBLEM_TYPE } from './render-problem.js'
import { logRequest, toRequestId } from './request-log.js'

/** Longer than any URL of the API: a cursor has at most a few thousand characters. The limit on headers is higher for `Authorization`. */
export const MAX_URL_LENGTH = 16_384

/** Creates the request listener in front of Fastify. It limits the length of URLs and sends cached responses. */
export function createListener(
  services: Pick<Services, 'metrics' | 'log'>,
  cachedReads: CachedReads,
  handle: RequestListener,
): RequestListener {
  return (request, response) => {
    if ((request.url?.length ?? 0) > MAX_URL_LENGTH) refuseUrl(services, request, response)
    else if (!cachedReads.answer(request, response)) handle(request, response)
  }
}

/** Refuses a URL that is too long. The hooks of the app do not run for this request, so it is counted and logged here. */
function refuseUrl(
  { metrics, log }: Pick<Services, 'metrics' | 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const startedAt = performance.now()
  const { method = '', url = '' } = request
  const requestId = toRequestId(request)
  const refusal = new RegistryError('url-too-long', `A URL has at most ${MAX_URL_LENGTH} characters here. Send a shorter one.`)
  const { status } = ERRORS[refusal.code]
  metrics.http.observeArrival(method, UNMATCHED.path)
  response.once('close', metrics.http.beginRequest())
  response.once('finish', () => {
    const durationMs = performance.now() - startedAt
    metrics.http.observeRequest(UNMATCHED, method, status, durationMs / 1000)
    logRequest(log.child({ requestId }), { method, url, status, durationMs })
  })
  response.writeHead(status, {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'x-request-id': requestId,
    // The request body, if any, is not read.
    connection: 'close',
  })
  response.end(JSON.stringify(toProblem(refusal)))
}
