import { hasCode, RegistryError } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Clock } from '../clock.js'
import type { Database } from './database.js'
import type { Store } from './open-store.js'
import { databaseBusy } from './translate-database-error.js'

/** Writes several items in one transaction and returns the outcome of each, in the same order. */
export type WriteGroup<Item, T> = (
  tx: Transaction<Database>,
  items: readonly Item[],
) => Promise<readonly PromiseSettledResult<T>[]>

export interface GroupOptions<Item> {
  readonly store: Pick<Store, 'transaction'>
  readonly maxItems: number
  /** Maximum total size of the items of one transaction; a single item may be larger. */
  readonly maxSize: number
  readonly sizeOf: (item: Item) => number
  readonly clock: Clock
}

interface Waiting<Item, T> {
  readonly item: Item
  /** Milliseconds since 1970. */
  readonly since: number
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

const MAX_WAIT_MS = 10_000
/** Maximum number of full groups in the queue: 1,024 publications, or 128 MiB of documents. */
export const MAX_WAITING_GROUPS = 16

/**
 * Returns a function that writes one item. Items that arrive during a transaction are queued and written together by the next one: under
 * load, many items share the cost of a transaction and its statements; without load, an item is written immediately. A transaction takes
 * its items only once it has begun, which may be some time after it was requested.
 */
export function createGroupCommit<Item, T>(
  { store, maxItems, maxSize, sizeOf, clock }: GroupOptions<Item>,
  write: WriteGroup<Item, T>,
): (item: Item) => Promise<T> {
  const waiting: Waiting<Item, T>[] = []
  let isBusy = false

  function next(): void {
    refuseOverdue()
    isBusy = waiting.length > 0
    if (!isBusy) return
    let isOver = false
    const proceed = () => {
      if (!isOver) next()
      isOver = true
    }
    void commit(proceed).finally(proceed)
  }

  // The wait is bounded, as is the wait for a connection.
  function refuseOverdue(): void {
    const oldest = clock.now().getTime() - MAX_WAIT_MS
    const inTime = waiting.findIndex(({ since }) => since >= oldest)
    const overdue = waiting.splice(0, inTime < 0 ? waiting.length : inTime)
    for (const { reject } of overdue) reject(databaseBusy())
  }

  function takeGroup(): Waiting<Item, T>[] {
    let count = 0
    let size = 0
    for (const { item } of waiting) {
      size += sizeOf(item)
      if (count > 0 && (count >= maxItems || size > maxSize)) break
      count++
    }
    return waiting.splice(0, count)
  }

  /**
   * Writes the given items, or those queued when the transaction begins, and settles each. Calls `proceed` as soon as the next group can
   * start.
   */
  async function commit(proceed: () => void, given?: readonly Waiting<Item, T>[]): Promise<void> {
    let taken = given
    const take = () => (taken ??= takeGroup())
    try {
      const outcomes = await store.transaction((tx) => write(tx, take().map(toItem)), proceed)
      for (const [nth, member] of take().entries()) settle(member, outcomes[nth])
    } catch (error) {
      const group = take()
      if (group.length === 1 || !mayBeOfOne(error)) {
        for (const { reject } of group) reject(error)
        return
      }
      proceed()
      await Promise.all(group.map((member) => commit(proceed, [member])))
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= MAX_WAITING_GROUPS * maxItems) return reject(databaseBusy())
      waiting.push({ item, since: clock.now().getTime(), resolve, reject })
      if (!isBusy) next()
    })
}

function toItem<Item, T>({ item }: Waiting<Item, T>): Item {
  return item
}

function settle<Item, T>({ resolve, reject }: Waiting<Item, T>, outcome: PromiseSettledResult<T> | undefined): void {
  if (outcome?.status === 'fulfilled') resolve(outcome.value)
  else reject(outcome?.reason ?? new Error('nothing was written'))
}

const TOO_SLOW = '57014'

// An unreachable database fails every member alike. A timeout, however, may be caused by a lock that a single member needs.
function mayBeOfOne(error: unknown): boolean {
  const isAway = error instanceof RegistryError && error.code === 'database-unavailable' && !hasCode(error.cause, TOO_SLOW)
  return !isAway
}
