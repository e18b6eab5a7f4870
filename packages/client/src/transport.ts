import { findUrl, trimTrailingSlashes } from '@mcp-registry/contract'
import { openEtagCache } from './etag-cache.js'
import { fetchResponse, type ReadResponse } from './fetch-response.js'
import { invalidAnswer } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import { retry } from './retry.js'
import {
  type ApiAnswer,
  type ApiRequest,
  type ApiVersion,
  API_VERSIONS,
  type CallOptions,
  type TransportOptions,
} from './transport-options.js'

export interface Transport {
  send(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>
  sendRaw<T>(request: ApiRequest, read: ReadResponse<T>, options?: CallOptions): Promise<T>
}

/** Throws a `TypeError` if the base URL is not an http or https URL. */
export function openTransport(options: TransportOptions): Transport {
  const base = readBaseUrl(options.baseUrl)
  const cache = options.cache === false ? undefined : openEtagCache(options.cache?.maxEntries ?? 500)
  let settled = options.apiVersion ?? base.apiVersion

  const findToken = async (call: CallOptions) =>
    call.token ?? (typeof options.token === 'function' ? await options.token() : options.token)

  const withRetries = async <T>(request: ApiRequest, call: CallOptions, attempt: (url: string) => Promise<T>): Promise<T> => {
    const toUrl = (version: ApiVersion | 'none') =>
      `${base.url}${version === 'none' ? '' : `/${version}`}${request.path}${toQuery(request.query)}`
    const sendAnyVersion = async () => {
      if (settled !== undefined) return attempt(toUrl(settled))
      try {
        const answer = await attempt(toUrl('v0.1'))
        settled = 'v0.1'
        return answer
      } catch (error) {
        // A 404 may mean that the server or the API version does not exist; the other version tells which.
        if (!isNotFound(error)) throw error
        const answer = await attempt(toUrl('v0')).catch((other: unknown) => {
          throw isNotFound(other) ? error : other
        })
        settled = 'v0'
        return answer
      }
    }
    if (options.retry === false || !request.isIdempotent) return sendAnyVersion()
    return retry(options.retry ?? {}, call.signal, sendAnyVersion)
  }

  return {
    send: (request, call = {}) =>
      withRetries(request, call, async (url) => {
        const token = await findToken(call)
        const key = `${url} ${token ?? ''}`
        const cached = request.method === 'GET' ? cache?.find(key) : undefined
        return fetchResponse<ApiAnswer>(url, request, token, cached?.etag, call, options, async (response) => {
          const { answeredAt, headers, status } = response
          if (status === 304 && cached !== undefined) return { body: parse(cached.body), answeredAt }
          const body = await response.text()
          const etag = headers.get('etag')
          if (etag !== null && request.method === 'GET') cache?.keep(key, { etag, body })
          return { body: parse(body), answeredAt }
        })
      }),
    sendRaw: (request, read, call = {}) =>
      withRetries(request, call, async (url) =>
        fetchResponse(url, request, await findToken(call), undefined, call, options, read),
      ),
  }
}

function isNotFound(error: unknown): boolean {
  return isRegistryClientError(error) && error.status === 404
}

function readBaseUrl(text: string): { url: string; apiVersion: ApiVersion | undefined } {
  const url = /^https?:\/\//i.test(text) ? findUrl(text) : undefined
  if (url === undefined) throw new TypeError(`${JSON.stringify(text)} is not the http or https URL of a registry.`)
  const { origin, pathname } = url
  const path = trimTrailingSlashes(pathname)
  const apiVersion = API_VERSIONS.find((version) => path.endsWith(`/${version}`))
  const base = apiVersion === undefined ? path : trimTrailingSlashes(path.slice(0, -apiVersion.length))
  return { url: origin + base, apiVersion }
}

function toQuery(query: ApiRequest['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const text = new URLSearchParams(given).toString()
  return text === '' ? '' : `?${text}`
}

function parse(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    throw invalidAnswer('JSON', error)
  }
}
