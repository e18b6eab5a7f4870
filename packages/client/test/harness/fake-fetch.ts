export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly path: string
  readonly headers: Headers
  readonly body: string | undefined
}

export type Reply = Response | Error | ((request: SentRequest) => Response | Promise<Response>)

/** A fetch that answers from a script and remembers what it was asked. The last reply answers everything that comes after it. */
export function fakeFetch(...replies: readonly Reply[]) {
  const sent: SentRequest[] = []
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const request: SentRequest = {
      method: init.method ?? 'GET',
      url: url.href,
      path: url.pathname + url.search,
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? init.body : undefined,
    }
    sent.push(request)
    init.signal?.throwIfAborted()
    const reply = replies[Math.min(sent.length, replies.length) - 1]
    if (reply === undefined) throw new Error('The script has no reply.')
    if (reply instanceof Error) throw reply
    return typeof reply === 'function' ? reply(request) : reply.clone()
  }
  return { fetch, sent }
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

export function html(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response('<html><body>Oh no</body></html>', { status, headers: { 'content-type': 'text/html', ...headers } })
}
