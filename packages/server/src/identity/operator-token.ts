import type { Permission, TokenResponse } from '@mcp-registry/contract'
import { systemClock } from '../clock.js'
import type { Secrets } from './identity-config.js'
import { findStoredSigningKey } from './signing-key.js'
import { openTokens } from './tokens.js'

/** A day's work; a token cannot be revoked without a new signing key. */
export const MAX_OPERATOR_TOKEN_SECONDS = 24 * 60 * 60

/** What an administrator may do. */
const ADMINISTRATOR: readonly Permission[] = [
  { action: 'publish', resource: '*' },
  { action: 'edit', resource: '*' },
]

export interface OperatorTokenOptions {
  /** The public URL of the registry that the token is for. */
  readonly issuer: string
  /** Who asks, for the audit log. */
  readonly subject: string
  readonly lifetimeSeconds: number
}

/** Where the signing key of a registry is: in its configuration, or in its data directory. */
export interface SigningKeySource {
  readonly secrets: Secrets
  readonly dataDir: string
}

/**
 * Creates an administrator token with the signing key of the registry, from the configuration or the data directory.
 * Needs no database, so that it works beside a running server. Undefined where there is no key; none is made.
 */
export async function createOperatorToken(
  { secrets, dataDir }: SigningKeySource,
  { issuer, subject, lifetimeSeconds }: OperatorTokenOptions,
): Promise<TokenResponse | undefined> {
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= MAX_OPERATOR_TOKEN_SECONDS))
    throw new RangeError(`An operator's token is good for 1 to ${MAX_OPERATOR_TOKEN_SECONDS} seconds, not ${lifetimeSeconds}.`)
  const privateKeySeed = secrets.signingKeySeed ?? (await findStoredSigningKey(dataDir))
  if (privateKeySeed === undefined) return undefined
  const tokens = await openTokens({ issuer, privateKeySeed, clock: systemClock })
  return tokens.issue({ method: 'operator', subject, permissions: ADMINISTRATOR }, lifetimeSeconds)
}
