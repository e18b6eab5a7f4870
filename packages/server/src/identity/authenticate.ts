import { RegistryError } from '@mcp-registry/contract'
import type { Identity } from './identity.js'
import type { Publisher } from './publisher.js'

export type AuthenticateServices = Pick<Identity, 'tokens' | 'listDenied'>

/**
 * Verifies the token in an `Authorization` header and returns its bearer, with the namespaces currently denied; refuses any other header.
 */
export async function authenticate(services: AuthenticateServices, authorization: string | undefined): Promise<Publisher> {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    const found = authorization === undefined ? 'It has none' : 'Its "Authorization" header has another form'
    throw new RegistryError(
      'invalid-token',
      `This request needs a registry token. ${found}; send "Authorization: Bearer <token>" with one from an /auth endpoint.`,
    )
  }
  const publisher = await services.tokens.verify(token)
  return { ...publisher, deniedNamespaces: await services.listDenied() }
}
