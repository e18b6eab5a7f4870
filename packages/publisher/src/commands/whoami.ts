import { isRegistryClientError } from '@mcp-registry/client'
import { defineCommand } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { loginRegistryOption } from '../login/chosen-registry.js'
import { type Session, requireSession } from '../login/session.js'
import { findClaims } from '../login/registry-token.js'
import { listLoggedIn } from '../login/token-store.js'
import { textAt, valueAt } from '../project/field.js'
import { toSafeText } from '../command-line/safe-text.js'
import type { Host } from '../host.js'

export const toWhoamiCommand = (host: Host) =>
  defineCommand({
    name: 'whoami',
    summary: 'Show the login and its permissions.',
    options: loginRegistryOption,
    examples: [{ command: 'mcp-publisher whoami', about: 'Show the login and its permissions' }],
    run: async ({ env, signal, output }, _args, { registry }) => {
      const session = await requireSession(host, { env, signal, registry, output })
      const others = (await listLoggedIn(env)).filter((url) => url !== session.registry.url)
      const identity = (await askRegistry(session, signal)) ?? (await readToken(session))
      const permissions = listTexts(identity, 'permissions', (entry) => `${textAt(entry, 'action')} ${textAt(entry, 'resource')}`)
      const missing = listTexts(identity, 'notGranted', toReason)
      const denied = listTexts(identity, 'deniedNamespaces', String)
      const expiresAt = textAt(identity, 'expiresAt')
      const lines = [
        `${textAt(identity, 'subject') ?? 'unknown user'} by ${textAt(identity, 'method') ?? session.login.method} at ${session.registry.url}`,
        ...permissions.map((permission) => `  may ${permission}`),
        ...missing.map((entry) => `  not granted: ${entry}`),
        ...denied.map((namespace) => `  denied by this registry: ${namespace}`),
        ...(expiresAt === undefined ? [] : [`  until ${expiresAt}`]),
      ]
      if (others.length > 0) output.say(toSafeText(`Also logged in to ${others.join(', ')} (choose one with --registry).`))
      output.result({ registry: session.registry.url, ...(identity as object) }, lines.map((line) => toSafeText(line)).join('\n'))
      return 'done'
    },
  })

/** The response of the registry; `undefined` if it does not support the request. */
async function askRegistry({ registry, authorized }: Session, signal: AbortSignal): Promise<unknown> {
  try {
    return await authorized(
      async (token) =>
        (await registry.client.request({ method: 'GET', path: '/auth/whoami', isIdempotent: true }, { token, signal })).body,
    )
  } catch (error) {
    if (isRegistryClientError(error) && (error.status === 404 || error.status === 405)) return undefined
    throw error
  }
}

async function readToken({ authorized, login }: Session): Promise<unknown> {
  return authorized(async (token) => {
    const claims = findClaims(token)
    if (claims === undefined)
      throw new CommandError(
        `The token of ${login.registry} contains no claims, and the registry has no endpoint that describes it.`,
      )
    return { ...claims, expiresAt: claims.expiresAt?.toISOString() }
  })
}

/** `io.github.acme/*: reason and remedy`; some registries omit the namespace or the details. */
function toReason(entry: unknown): string {
  const why = textAt(entry, 'detail') ?? textAt(entry, 'reason') ?? 'no reason given'
  const resource = textAt(entry, 'resource')
  return resource === undefined ? why : `${resource}: ${why}`
}

function listTexts(value: unknown, key: string, toText: (entry: unknown) => string): string[] {
  const entries = valueAt(value, key)
  return Array.isArray(entries) ? entries.map(toText) : []
}
