import type { Permission, TokenResponse } from '@mcp-registry/contract'
import { systemClock } from '../clock.js'
import type { Secrets } from './identity-config.js'
import { findStoredSigningKey } from './signing-key.js'
import { openTokens } from './tokens.js'

/** Long enough for a day's work. A token cannot be revoked without replacing the signing key. */
export const MAX_OPERATOR_TOKEN_SECONDS = 24 * 60 * 60

/** The permissions of an administrator. */
const ADMINISTRATOR: readonly Permission[] = [
  { action: 'publish', resource: '*' },
  { action: 'edit', resource: '*' },
]

export interface OperatorTokenOptions {
  /** The public URL of the registry that the token is for. */
  readonly issuer: string
  /** Who requests the token, for the audit log. */
  readonly subject: string
  readonly lifetimeSeconds: number
}

/** The location of a registry's signing key: its configuration or its data directory. */
export interface SigningKeySource {
  readonly secrets: Secrets
  readonly dataDir: string
}

/**
 * Creates an administrator token with the signing key of the registry, from the configuration or the data directory. Needs no database, so
 * it works while a server is running. Returns undefined if there is no key; none is created.
 */
export async function createOperatorToken(
  { secrets, dataDir }: SigningKeySource,
  { issuer, subject, lifetimeSeconds }: OperatorTokenOptions,
): Promise<TokenResponse | undefined> {
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= MAX_OPERATOR_TOKEN_SECONDS))
    throw new RangeError(`An operator's token is valid for 1 to ${MAX_OPERATOR_TOKEN_SECONDS} seconds, not ${lifetimeSeconds}.`)
  const privateKeySeed = secrets.signingKeySeed ?? (await findStoredSigningKey(dataDir))
  if (privateKeySeed === undefined) return undefined
  const tokens = await openTokens({ issuer, privateKeySeed, clock: systemClock })
  return tokens.issue({ method: 'operator', subject, permissions: ADMINISTRATOR }, lifetimeSeconds)
}
