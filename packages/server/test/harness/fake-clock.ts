import type { Clock } from '../../src/clock.js'

export interface FakeClock extends Clock {
  set(time: string | Date): void
  advance(milliseconds: number): void
}

/** A clock that stands still until it is moved. */
export function fakeClock(start = '2026-01-01T00:00:00Z'): FakeClock {
  let now = new Date(start)
  return {
    now: () => new Date(now),
    set(time) {
      now = new Date(time)
    },
    advance(milliseconds) {
      now = new Date(now.getTime() + milliseconds)
    },
  }
}
