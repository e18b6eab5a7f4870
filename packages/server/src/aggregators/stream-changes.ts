import type { Store } from '../store/open-store.js'
import type { ChangeFollower } from '../reads/change-follower.js'
import { listChanges } from './list-changes.js'

const PAGE = 100
const KEEP_ALIVE_MS = 15_000

/** The changes after a number as server-sent events, and then each further one as it is committed, until the signal ends it. */
export async function* streamChanges(
  services: { readonly store: Store; readonly follower: ChangeFollower },
  since: number,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  // Tells the client how long to wait before it connects again, in milliseconds.
  yield 'retry: 2000\n\n'
  let last = since
  while (!signal.aborted && !services.follower.isClosed) {
    const { entries, next, hasMore } = await listChanges(services, { since: last, limit: PAGE })
    for (const { number, text } of entries) yield `id: ${number}\nevent: change\ndata: ${text}\n\n`
    last = next
    // The comment keeps proxies from taking the connection for dead.
    const isChanged = hasMore || (await services.follower.waitForChange(last, KEEP_ALIVE_MS, signal))
    if (!isChanged && !signal.aborted) yield ': waiting\n\n'
  }
}
