import { covers, type EntryKey, type KeyRange } from '../entries/key-range.js'

/**
 * The most recent changes of the registry known to this process. A cached response stores the position at which it was last known to be
 * current, and it is still current if no later change lies in its ranges. A change thus costs only its own record, regardless of how many
 * responses are cached, and each response pays for the changes since its last use.
 */
export class ChangeLog {
  readonly #capacity: number
  readonly #ring: EntryKey[] = []
  #position = 0
  #floor = 0

  /** `capacity`: the number of changes kept. A response older than all of them is considered changed. */
  constructor(capacity = 16_384) {
    this.#capacity = capacity
  }

  /** Grows with every change. */
  get position(): number {
    return this.#position
  }

  record({ name, version }: EntryKey): void {
    this.#ring[this.#position % this.#capacity] = { name, version }
    this.#position++
  }

  /** Considers everything changed, for when changes may have been missed. */
  recordUnknown(): void {
    this.#position++
    this.#floor = this.#position
  }

  /** Whether a change from `since` up to, but not including, `until` lies, or may lie, in one of the ranges. */
  hasChanged(ranges: readonly KeyRange[], since: number, until = this.#position): boolean {
    if (since === until) return false
    if (since < this.#floor || this.#position - since > this.#capacity) return true
    for (let position = since; position < until; position++) {
      const key = this.#ring[position % this.#capacity]
      if (key === undefined || ranges.some((range) => covers(range, key))) return true
    }
    return false
  }
}
