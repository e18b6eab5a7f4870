import type { HttpLaunch } from '@mcp-registry/client'
import { findUrl } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'

const MAX_REDIRECTS = 5

/** An HTTP server, as the channels use it. */
export interface HttpEndpoint {
  readonly launch: HttpLaunch
  /** The URL without secrets, for messages. */
  readonly place: string
  readonly fetch: Host['fetch']
}

/** Sends a request with the headers of the launch. Rejects with an explanation unless the status is 2xx. */
export async function requestEndpoint(
  { launch, place, fetch }: HttpEndpoint,
  url: URL,
  { headers, ...init }: Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> },
): Promise<Response> {
  const own = { ...init, headers: { 'user-agent': 'mcp-publisher', ...launch.headers, ...headers }, redirect: 'manual' as const }
  let target = url
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    const response = await fetch(target, own).catch((error: unknown) => {
      init.signal?.throwIfAborted()
      throw new UnreachableError(`${place} cannot be reached: ${explain(error)}.`)
    })
    if (response.ok) return response
    await response.body?.cancel().catch(() => {})
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (next === null) throw new CommandError(`${place} ${explainStatus(response.status, launch)}`)
    target = requireSameOrigin(place, target, next)
  }
  throw new CommandError(`${place} redirects more than ${MAX_REDIRECTS} times.`)
}

/** Nothing answers there, perhaps not yet. */
export class UnreachableError extends CommandError {}

// Headers may be secrets, which another host must not get.
function requireSameOrigin(place: string, from: URL, location: string): URL {
  const next = findUrl(location, from.href)
  if (next?.origin === from.origin) return next
  throw new CommandError(
    `${place} redirects to another host, ${toSafeLine(next?.origin ?? location).slice(0, 200)}. Put the URL there into server.json, if it is right.`,
  )
}

function explainStatus(status: number, { type, headers }: HttpLaunch): string {
  if (status === 401 || status === 403)
    return Object.keys(headers).length > 0
      ? `refuses the headers that were given, with status ${status}. Check the values of --input.`
      : `asks for a login, with status ${status}. This command cannot log in: declare the header that the server accepts in server.json and pass it with --input, or inspect a local build with --command -- <program>.`
  const other = type === 'sse' ? 'streamable-http' : 'sse'
  if (status === 404 || status === 405)
    return `answers with status ${status}. Check the URL, and whether the transport is ${type} rather than ${other}.`
  return `answers with status ${status}. Check the logs of the server.`
}

function explain(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return toSafeLine(cause instanceof Error ? cause.message || cause.name : String(cause)).replace(/\.$/, '')
}
