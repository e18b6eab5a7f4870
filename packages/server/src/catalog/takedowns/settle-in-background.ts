import type { Logger } from 'pino'
import { type SettleServices, settleTakedowns } from './settle-takedowns.js'

/**
 * Completes what an earlier process left unfinished, and hides namespaces that the configuration has denied since. Readers do not wait for
 * it. Never rejects: a failure is logged, and the next start tries again.
 */
export async function settleInBackground(
  services: SettleServices & { readonly log: Pick<Logger, 'info' | 'error'> },
  signal: AbortSignal,
): Promise<void> {
  try {
    const versions = await settleTakedowns(services, undefined, signal)
    if (versions > 0) services.log.info({ versions }, 'Takedowns and denials were settled.')
  } catch (error) {
    services.log.error({ err: error }, 'Takedowns and denials could not be settled. The next start tries again.')
  }
}
