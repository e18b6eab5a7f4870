import { covers, type EntryKey, type KeyRange } from '../entries/key-range.js'

/**
 * The most recent changes of the registry, as this process knows them. A cached answer remembers the position at which it was known to
 * be true, and is true still if no change since then lies in its ranges. So a change costs nothing but its own record, however many
 * answers are cached, and each answer pays for the changes since it was last asked for.
 */
export class ChangeLog {
  readonly #capacity: number
  readonly #ring: EntryKey[] = []
  #position = 0
  #floor = 0

  /** `capacity`: how many changes are remembered; an answer that is older than all of them is taken for changed. */
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

  /** Takes everything for changed, for when changes may have been missed. */
  recordUnknown(): void {
    this.#position++
    this.#floor = this.#position
  }

  /** Whether a change since that position, and before the other one, lies in one of the ranges, or may. */
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
