import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export interface OidcIssuer extends AsyncDisposable {
  readonly issuer: string
  /** Logs a user in and returns the ID token for the client. */
  login(subject: string, clientId: 'registry' | 'other'): Promise<string>
}

const REDIRECT_URI = 'https://client.test/callback'

/** A real OpenID Connect provider on loopback. Every user except `eve` is in the group `publishers`. */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = openProvider(issuer)
  const serve = provider.callback()
  handle = (request, response) => {
    const subject = /^\/interaction\/.*[?&]as=([^&]+)/.exec(request.url ?? '')?.[1]
    if (subject === undefined) return void serve(request, response)
    return void provider.interactionFinished(request, response, { login: { accountId: subject } })
  }
  return {
    issuer,
    login: (subject, clientId) => runCodeFlow(issuer, subject, clientId),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function openProvider(issuer: string): Provider {
  return new Provider(issuer, {
    clients: ['registry', 'other'].map((id) => ({
      client_id: id,
      client_secret: 'client-secret',
      redirect_uris: [REDIRECT_URI],
    })),
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, groups: id === 'eve' ? [] : ['publishers'] }) }),
    claims: { openid: ['sub', 'groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['throw-away'] },
    // Grants consent without a prompt: every client may read everything.
    async loadExistingGrant(context) {
      const { client, session } = context.oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  })
}

function toQuery(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString()
}

/** Performs the authorization code flow, acting as both the browser and the client. */
async function runCodeFlow(issuer: string, subject: string, clientId: string): Promise<string> {
  const cookies = new Map<string, string>()
  let url = `${issuer}/auth?${toQuery({ client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI })}`
  while (!url.startsWith(REDIRECT_URI)) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split('=')
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
    const next = new URL(location, url)
    if (next.pathname.startsWith('/interaction/')) next.searchParams.set('as', subject)
    url = next.href
  }
  const code = new URL(url).searchParams.get('code') ?? ''
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:client-secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }),
  })
  const body = (await response.json()) as { id_token: string }
  return body.id_token
}
