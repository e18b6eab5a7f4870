import { createHash } from 'node:crypto'
import { RegistryError } from '@mcp-registry/contract'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import type { AuthKey } from './auth-record.js'
import { MAX_SKEW_SECONDS } from './signed-timestamp.js'

// Longer than a timestamp can be accepted by the clock of any process of this deployment.
const KEPT_SECONDS = 20 * MAX_SKEW_SECONDS

/**
 * Marks a signed timestamp as used in all processes of the deployment; refuses one that was used before. It is identified by the key and
 * the signed text, not by the bytes of the signature: anyone can derive a second valid signature from an ECDSA signature.
 */
export async function spendSignature(
  { store, clock }: { readonly store: Pick<Store, 'db'>; readonly clock: Clock },
  signer: AuthKey,
  timestamp: string,
): Promise<void> {
  const now = clock.now()
  const digest = createHash('sha256').update(`${signer.fingerprint}\n${timestamp}`).digest('hex')
  const expiresAt = new Date(now.getTime() + KEPT_SECONDS * 1000).toISOString()
  const inserted = await store.db
    .insertInto('used_signatures')
    .values({ digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst()
  if (inserted === undefined) {
    throw new RegistryError(
      'signature-used',
      `The timestamp ${timestamp} signed with the key ${signer.fingerprint} was used before. Sign the current time for each login.`,
      { retryAfterSeconds: 1 },
    )
  }
  await store.db.deleteFrom('used_signatures').where('expires_at', '<', now.toISOString()).execute()
}
