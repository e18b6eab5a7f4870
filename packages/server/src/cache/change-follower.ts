import type { Logger } from 'pino'
import type { Clock } from '../clock.js'
import { coalesce } from '../coalesce.js'
import type { Subscription } from '../store/listen.js'
import type { Store } from '../store/open-store.js'
import type { ChangeLog } from './change-log.js'
import { type ChangePosition, followClock } from '../store/change-clock.js'
import { type ChangedKey, type ChangedRow, findChangedKeys, findChanges, type FoundChanges } from './find-changes.js'

export interface FollowerOptions {
  readonly store: Store
  readonly changes: ChangeLog
  /** Called with a changed row after the log has recorded it. Not called for the rows of a bulk change. */
  readonly onChange?: (row: ChangedRow) => void
  readonly clock: Clock
  readonly log: Logger
  /** How often to poll for the change number without a notification. Milliseconds. */
  readonly pollMs?: number
}

/** The position of a reader; without an epoch if the client does not support epochs. */
export interface WaitPosition {
  readonly number: number
  readonly epoch?: string | undefined
}

const POLL_MS = 2_000
const RETRY_MS = 250
const MAX_CHANGES = 5_000
// More changes at once are an import, for whose entries no one is waiting.
const MAX_APPLIED = 100

/**
 * Keeps the change log of this process current: after each of its own commits, on a notification from another process, and by polling in
 * case a notification was lost. All three read the rows after the last known change number.
 */
export class ChangeFollower {
  readonly #options: FollowerOptions
  // Nothing is cached before the database first answers, so earlier changes do not matter.
  #position: ChangePosition | undefined
  // A read in progress may have begun before the commit.
  readonly #readAgain = coalesce(() => this.#read())
  // A tick that is due while another one is connecting would open a second LISTEN connection.
  readonly #tickAgain = coalesce(() => this.#tick())
  /** Whether the next read must check that the database is still the same one. */
  #isOriginDue = true
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

  /** Starts to follow from the current position, or as soon as the database is available. */
  static async start(options: FollowerOptions): Promise<ChangeFollower> {
    const follower = new ChangeFollower(options)
    options.store.onCommit(() => follower.catchUp())
    await follower.#tickAgain()
    return follower
  }

  /** Whether the database answered the last query. While it does not, cached responses cannot be known to be current. */
  get isConnected(): boolean {
    return this.#isConnected
  }

  /** Whether the server is stopping: no further changes will be followed. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** When the log was last known to be complete. Milliseconds since 1970. */
  get seenAtMs(): number {
    return this.#seenAtMs
  }

  /** The last change number known to this process. */
  get last(): number {
    return this.#position?.number ?? 0
  }

  /** The position of the last change known to this process; undefined until the database has answered. */
  get position(): ChangePosition | undefined {
    return this.#position
  }

  /**
   * Resolves to whether there is a change after the position: as soon as there is one, the server stops or the epoch changes, and otherwise
   * on timeout or abort. Without an epoch, the current one is assumed.
   */
  waitForChange({ number, epoch }: WaitPosition, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const first = this.#position?.epoch
    // If a reader learns of a rollback before this process does, numbers of the previous epoch have no meaning for it.
    const isChanged = () => this.last > number && (epoch ?? first) === this.#position?.epoch
    const isOver = () => isChanged() || this.#isClosed || this.#position?.epoch !== first
    if (isOver() || signal.aborted || timeoutMs <= 0) return Promise.resolve(isChanged())
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#listeners.delete(look)
        signal.removeEventListener('abort', finish)
        resolve(isChanged())
      }
      const look = () => void (isOver() && finish())
      const timer = setTimeout(finish, timeoutMs)
      this.#listeners.add(look)
      signal.addEventListener('abort', finish)
    })
  }

  /** Resolves when every change committed before the call is in the log, or the database proves to be unavailable. */
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
      if (this.#isOriginDue) await this.#follow()
      let outcome = this.#record(await findChanges(store.db, this.last, MAX_APPLIED), MAX_APPLIED)
      while (outcome === 'more') outcome = this.#record(await findChangedKeys(store.db, this.last, MAX_CHANGES), MAX_CHANGES)
      if (outcome === 'rollback') this.#reset(await followClock(store.db, toLatest(this.#position)))
      this.#seenAtMs = startedAtMs
      this.#setConnected(true)
    } catch (error) {
      this.#lose(error)
    }
  }

  // A database that was promoted or restored may continue with numbers greater than the last one seen.
  async #follow(): Promise<void> {
    this.#isOriginDue = false
    const before = this.#position
    const clock = await followClock(this.#options.store.db, before)
    if (isRollback(before, clock)) return this.#reset(clock)
    if (before !== undefined) return
    this.#position = clock
    this.#wake()
  }

  #record({ clock, rows }: FoundChanges<ChangedKey | ChangedRow>, limit: number): 'more' | 'complete' | 'rollback' {
    if (isRollback(this.#position, clock)) return 'rollback'
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
    return rows.length === limit ? 'more' : 'complete'
  }

  /** The database is in an earlier state than before: nothing in memory is known to be current. */
  #reset(clock: ChangePosition): void {
    const { changes, log } = this.#options
    const before = this.#position
    this.#position = clock
    changes.recordUnknown()
    log.error(
      { before, after: clock },
      'The database went back to an earlier state. The caches are dropped, and followers start over.',
    )
    this.#wake()
  }

  #wake(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Without notifications, the database is polled more often. Only reads decide whether the database is considered available. */
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
    if (this.#isConnected)
      this.#options.log.warn({ err: error }, 'The database is unavailable; cached responses are still served.')
    this.#setConnected(false)
    this.#isOriginDue = true
    const subscription = this.#subscription
    this.#subscription = undefined
    void subscription?.close()
    this.#schedule(RETRY_MS)
  }

  #setConnected(isConnected: boolean): void {
    if (isConnected && !this.#isConnected) this.#options.log.info('The database is back.')
    this.#isConnected = isConnected
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#timer = setTimeout(() => void this.#tickAgain(), delayMs)
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    if (this.#isClosed) return
    // Subscribe before reading: otherwise both would miss a change in between.
    if (this.#subscription === undefined) await this.#subscribe()
    this.#isOriginDue = true
    await this.catchUp()
    const isFollowing = this.#isConnected && this.#subscription !== undefined
    this.#schedule(isFollowing ? (this.#options.pollMs ?? POLL_MS) : RETRY_MS)
  }
}

/** Makes `followClock` treat any number as a rollback: since its detection, numbers may have grown past the last one seen. */
function toLatest(seen: ChangePosition | undefined): ChangePosition | undefined {
  return seen && { epoch: seen.epoch, number: Number.MAX_SAFE_INTEGER }
}

function isRollback(seen: ChangePosition | undefined, { epoch, number }: ChangePosition): boolean {
  return seen !== undefined && (seen.epoch !== epoch || number < seen.number)
}
