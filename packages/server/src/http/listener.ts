import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { ERRORS, RegistryError, toProblem } from '@mcp-registry/contract'
import type { Services } from '../services.js'
import type { CachedReads } from './cached-reads.js'
import { UNMATCHED } from '../metrics/http-metrics.js'
import { PROBLEM_TYPE } from './render-problem.js'
import { logRequest, toRequestId } from './request-log.js'

/** No URL of the API is longer: a cursor has at most a few thousand characters. Headers may be longer, for the sake of `Authorization`. */
export const MAX_URL_LENGTH = 16_384

/** What every request meets before Fastify: the bound on its URL, and the responses in memory. */
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

/** No hook of the app sees this request, so it is counted and logged here. */
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
    // The body of the request, if there is one, is not read.
    connection: 'close',
  })
  response.end(JSON.stringify(toProblem(refusal)))
}
