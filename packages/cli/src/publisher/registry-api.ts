import type { ProblemDetail } from '@mcp-registry/contract'
import { CommandError, RegistryRefusal } from '../explain-error.js'
import { field, textAt, valueAt } from './project/field.js'
import { CLI_VERSION } from '../version.js'

/** The registry of one login: its base URL, and how to reach it. */
export interface RegistryApi {
  readonly url: string
  /** Sends a request and answers with the parsed body; throws a `RegistryRefusal` in the registry's words. */
  readonly request: (request: ApiRequest) => Promise<ApiAnswer>
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** From the base URL, with its leading slash. */
  readonly path: string
  readonly token?: string
  /** Sent as it is, byte for byte. */
  readonly bytes?: Uint8Array
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal: AbortSignal
}

export interface ApiAnswer {
  readonly body: unknown
  readonly headers: Headers
}

/** A registry by its base URL. Redirects are refused: they would carry the token to another place. */
export function openRegistryApi(url: string, send: typeof fetch): RegistryApi {
  return {
    url,
    request: async ({ method, path, token, bytes, body, signal }) => {
      const content = bytes ?? (body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body)))
      const response = await send(`${url}${path}`, {
        method,
        redirect: 'error',
        signal,
        headers: {
          accept: 'application/json, application/problem+json',
          'user-agent': `mcp-publisher/${CLI_VERSION}`,
          ...(content && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(content && { body: new Uint8Array(content) }),
      }).catch((error: unknown) => fail(url, error, signal))
      const answer = parseBody(await response.text())
      if (!response.ok) throw toRefusal(response, answer)
      return { body: answer, headers: response.headers }
    },
  }
}

/** A path with its values encoded. */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return texts.reduce((whole, text, index) => `${whole}${encodeURIComponent(values[index - 1] ?? '')}${text}`)
}

function fail(url: string, error: unknown, signal: AbortSignal): never {
  if (signal.aborted || !(error instanceof Error)) throw error
  const cause = error.cause instanceof Error ? error.cause : error
  // Node names every address it has tried, and leaves the message of the whole empty.
  const reason = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0].message : cause.message
  throw new CommandError(`${url} cannot be reached: ${reason}. Check the address, and that the registry runs.`, { cause: error })
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toRefusal({ status, headers }: Response, body: unknown): RegistryRefusal {
  const said = textAt(body, 'detail') ?? textAt(body, 'error') ?? textAt(body, 'title') ?? `The registry answered ${status}.`
  const retryAfter = Number.parseInt(headers.get('retry-after') ?? '', 10)
  return new RegistryRefusal(status === 401 ? `${toSentence(said)} Log in again: mcp-publisher login <method>` : said, {
    status,
    code: textAt(body, 'code') ?? `http-${status}`,
    retryable: valueAt(body, 'retryable') === true || status === 429 || status === 503,
    errors: toDetails(valueAt(body, 'errors')),
    retryAfterSeconds: Number.isNaN(retryAfter) ? undefined : retryAfter,
  })
}

function toSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function toDetails(value: unknown): ProblemDetail[] {
  const details = Array.isArray(value) ? value : []
  return details.flatMap((detail: unknown) => {
    const message = textAt(detail, 'message')
    return message === undefined ? [] : [{ message, ...field('location', textAt(detail, 'location')) }]
  })
}
