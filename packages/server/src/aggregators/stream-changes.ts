import { RegistryError } from '@mcp-registry/contract'
import type { ChangeFollower } from '../cache/change-follower.js'
import type { ChangePages } from './change-pages.js'
import type { ChangesQuery } from './list-changes.js'

const PAGE = 100
const KEEP_ALIVE_MS = 15_000

/**
 * The changes after a position as server-sent events, then each further one as it is committed, until the signal is aborted. The stream
 * also ends if the position becomes unknown: a client that reconnects with it receives the reason.
 */
export async function* streamChanges(
  { pages, follower }: { readonly pages: ChangePages; readonly follower: ChangeFollower },
  start: Pick<ChangesQuery, 'since' | 'epoch'>,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  // The reconnection time of the client, in milliseconds.
  yield 'retry: 2000\n\n'
  let { since, epoch } = start
  while (!signal.aborted && !follower.isClosed) {
    const page = await pages.list({ since, epoch, limit: PAGE }).catch(ignoreReset)
    if (page === undefined) return
    const { entries, next, hasMore } = page
    for (const { number, text } of entries) yield `id: ${next.epoch}:${number}\nevent: change\ndata: ${text}\n\n`
    since = next.number
    epoch = next.epoch
    // The comment keeps proxies from closing an idle connection.
    const isChanged = hasMore || (await follower.waitForChange(next, KEEP_ALIVE_MS, signal))
    if (!isChanged && !signal.aborted) yield ': waiting\n\n'
  }
}

function ignoreReset(error: unknown): undefined {
  if (error instanceof RegistryError && error.code === 'feed-reset') return undefined
  throw error
}

/** Parses the `Last-Event-ID` of a client that reconnects: `epoch:number`, or the number alone. */
export function findEventPosition(id: string | string[] | undefined): Pick<ChangesQuery, 'since' | 'epoch'> | undefined {
  const [, epoch, digits] = /^(?:([0-9a-f]{1,64}):)?(\d{1,15})$/.exec(typeof id === 'string' ? id : '') ?? []
  return digits === undefined ? undefined : { since: Number(digits), epoch }
}
