import { findRetryAfterMs, type Problem } from '@mcp-registry/contract'
import { RegistryClientError } from './registry-client-error.js'

const RETRYABLE = new Set([408, 425, 429, 502, 503, 504])
const MAX_MESSAGE_LENGTH = 1000

/** Converts an error response. Registries send problem JSON, `{error}`, `{message}`, plain text, or the HTML page of a proxy. */
export function toHttpError(answer: Pick<Response, 'status' | 'headers'>, body: string, now: number): RegistryClientError {
  const { status } = answer
  const problem = readProblem(body)
  const retryAfterMs = findRetryAfterMs(answer.headers.get('retry-after'), now)
  const said = problem?.detail ?? problem?.title ?? toSentence(body)
  const message = said ?? `The registry answered with status ${status} and did not say why.`
  return new RegistryClientError(problem?.code ?? `http-${status}`, message.slice(0, MAX_MESSAGE_LENGTH), {
    status,
    retryable: problem?.retryable ?? RETRYABLE.has(status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(problem !== undefined && { problem }),
  })
}

function readProblem(body: string): Partial<Problem> | undefined {
  const value = parse(body)
  if (typeof value !== 'object' || value === null) return undefined
  const field = (key: string): unknown => Reflect.get(value, key)
  const text = (key: string) => {
    const found = field(key)
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  const error = field('error')
  const nested: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined
  const detail = text('detail') ?? text('error') ?? (typeof nested === 'string' ? nested : undefined) ?? text('message')
  const [title, code, status, retryable, errors] = [
    text('title'),
    text('code'),
    field('status'),
    field('retryable'),
    field('errors'),
  ]
  return {
    ...(detail !== undefined && { detail }),
    ...(title !== undefined && { title }),
    ...(code !== undefined && { code }),
    ...(typeof status === 'number' && { status }),
    ...(typeof retryable === 'boolean' && { retryable }),
    ...(Array.isArray(errors) && { errors: errors.flatMap(readDetail) }),
  }
}

function readDetail(value: unknown): { message: string; location?: string; value?: unknown }[] {
  if (typeof value === 'string') return [{ message: value }]
  if (typeof value !== 'object' || value === null || !('message' in value) || typeof value.message !== 'string') return []
  return [
    {
      message: value.message,
      ...('location' in value && typeof value.location === 'string' && { location: value.location }),
      ...('value' in value && { value: value.value }),
    },
  ]
}

function toSentence(body: string): string | undefined {
  const text = body.trim()
  return text === '' || text.startsWith('<') || text.startsWith('{') ? undefined : text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
