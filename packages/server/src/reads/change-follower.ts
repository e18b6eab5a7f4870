import type { Logger } from 'pino'
import type { Clock } from '../clock.js'
import { shareAnswers } from '../share-answers.js'
import type { Subscription } from '../store/listen.js'
import type { Store } from '../store/open-store.js'
import type { ChangeLog } from './change-log.js'
import { type ChangePosition, followClock } from '../catalog/change-clock.js'
import { type ChangedKey, type ChangedRow, findChangedKeys, findChanges, type FoundChanges } from './find-changes.js'

export interface FollowerOptions {
  readonly store: Store
  readonly changes: ChangeLog
  /** Hears of a change after the log has it; not of each in a crowd of them. */
  readonly onChange?: (row: ChangedRow) => void
  readonly clock: Clock
  readonly log: Logger
  /** How often the change number is asked for when no notification came. Milliseconds. */
  readonly pollMs?: number
}

const POLL_MS = 2_000
const RETRY_MS = 250
const MAX_CHANGES = 5_000
// More of them at once are an import, whose entries nobody waits for.
const MAX_APPLIED = 100

/**
 * Keeps the change log of this process true: after each commit of its own, on a notification of another process, and by asking now
 * and then, in case a notification was lost. All three do the same: read the rows behind the last known change number.
 */
export class ChangeFollower {
  readonly #options: FollowerOptions
  // Until the first answer of the database nothing is in memory, so that no change before it matters.
  #position: ChangePosition | undefined
  // A read that is under way may have begun before the commit.
  readonly #readAgain = shareAnswers(() => this.#read())
  #subscription: Subscription | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #isConnected = true
  #seenAtMs: number
  readonly #listeners = new Set<() => void>()

  private constructor(options: FollowerOptions) {
    this.#options = options
    this.#seenAtMs = options.clock.now().getTime()
  }

  /** Starts to follow at the present state, or as soon as the database is there. */
  static async start(options: FollowerOptions): Promise<ChangeFollower> {
    const follower = new ChangeFollower(options)
    options.store.onCommit(() => follower.catchUp())
    await follower.#tick()
    return follower
  }

  /** Whether the database answered when it was last asked. While it does not, what is cached cannot be known to be true. */
  get isConnected(): boolean {
    return this.#isConnected
  }

  /** Whether the server is stopping: nothing further will be followed. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** When the log was last known to be complete. Milliseconds since 1970. */
  get seenAtMs(): number {
    return this.#seenAtMs
  }

  /** The last change number that this process knows. */
  get last(): number {
    return this.#position?.number ?? 0
  }

  /** The position of the last change that this process knows; undefined until the database has answered. */
  get position(): ChangePosition | undefined {
    return this.#position
  }

  /** Resolves with whether there is a change after that number: as soon as there is one, else when the time is up or the signal says so. */
  waitForChange(number: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.last > number || signal.aborted || this.#isClosed || timeoutMs <= 0) return Promise.resolve(this.last > number)
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#listeners.delete(finish)
        signal.removeEventListener('abort', finish)
        resolve(this.last > number)
      }
      const timer = setTimeout(finish, timeoutMs)
      this.#listeners.add(finish)
      signal.addEventListener('abort', finish)
    })
  }

  /** Resolves when every change that was committed before the call is in the log, or the database turns out to be away. */
  catchUp(): Promise<void> {
    return this.#readAgain()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
    clearTimeout(this.#timer)
    await this.#subscription?.close()
    await this.catchUp()
  }

  async #read(): Promise<void> {
    const { store, clock } = this.#options
    if (this.#isClosed) return
    try {
      const startedAtMs = clock.now().getTime()
      this.#position ??= await followClock(store.db)
      let hasMore = await this.#record(await findChanges(store.db, this.last, MAX_APPLIED), MAX_APPLIED)
      while (hasMore) hasMore = await this.#record(await findChangedKeys(store.db, this.last, MAX_CHANGES), MAX_CHANGES)
      this.#seenAtMs = startedAtMs
      this.#setConnected(true)
    } catch (error) {
      this.#lose(error)
    }
  }

  /** Resolves with whether there may be more. */
  async #record({ clock, rows }: FoundChanges<ChangedKey | ChangedRow>, limit: number): Promise<boolean> {
    if (isRollback(this.#position, clock)) {
      await this.#reset()
      return false
    }
    const { changes, onChange } = this.#options
    for (const row of rows) {
      changes.record(row)
      if ('document' in row) onChange?.(row)
    }
    const last = rows.at(-1)?.change_number
    if (last !== undefined) {
      this.#position = { epoch: clock.epoch, number: last }
      this.#wake()
    }
    return rows.length === limit
  }

  /** The database is in an earlier state than the one that was followed: nothing in memory is known to be true. */
  async #reset(): Promise<void> {
    const { store, changes, log } = this.#options
    const before = this.#position
    this.#position = await followClock(store.db, before)
    changes.recordUnknown()
    log.error(
      { before, after: this.#position },
      'The database went back to an earlier state. The caches are dropped, and followers start over.',
    )
    this.#wake()
  }

  #wake(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Without notifications the database is asked more often. Whether it answers is found out by reading from it alone. */
  async #subscribe(): Promise<void> {
    try {
      const subscription = await this.#options.store.listen({
        onNotification: () => void this.catchUp(),
        onLost: () => {
          this.#subscription = undefined
          this.#schedule(RETRY_MS)
          void this.catchUp()
        },
      })
      this.#subscription = subscription
      if (this.#isClosed) await subscription.close()
    } catch (error) {
      if (this.#isConnected) this.#options.log.debug({ err: error }, 'Changes are polled for: they cannot be listened for.')
    }
  }

  #lose(error: unknown): void {
    if (this.#isClosed) return
    if (this.#isConnected) this.#options.log.warn({ err: error }, 'The database is away; what is cached goes on being served.')
    this.#setConnected(false)
    const subscription = this.#subscription
    this.#subscription = undefined
    void subscription?.close()
    this.#schedule(RETRY_MS)
  }

  #setConnected(isConnected: boolean): void {
    if (isConnected && !this.#isConnected) this.#options.log.info('The database is back.')
    this.#isConnected = isConnected
  }

  // A database that was promoted or restored goes on with numbers that may be greater than those that were seen.
  async #checkOrigin(): Promise<void> {
    // What this process learns meanwhile may be later than the answer.
    const seen = this.#position
    const clock = await followClock(this.#options.store.db, seen)
    if (isRollback(seen, clock)) await this.#reset()
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#timer = setTimeout(() => void this.#tick(), delayMs)
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    if (this.#isClosed) return
    // Listening first: a change between the two would otherwise be noticed by neither.
    if (this.#subscription === undefined) await this.#subscribe()
    try {
      await this.#checkOrigin()
    } catch (error) {
      this.#lose(error)
    }
    await this.catchUp()
    const isFollowing = this.#isConnected && this.#subscription !== undefined
    this.#schedule(isFollowing ? (this.#options.pollMs ?? POLL_MS) : RETRY_MS)
  }
}

function isRollback(seen: ChangePosition | undefined, { epoch, number }: ChangePosition): boolean {
  return seen !== undefined && (seen.epoch !== epoch || number < seen.number)
}
