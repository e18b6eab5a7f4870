import type { MeasuringClock } from '../../src/clock.js'

export interface FakeClock extends MeasuringClock {
  /** Lets time pass, or takes it back. */
  set(time: string | Date): void
  advance(milliseconds: number): void
  /** Sets the clock to another time while none passes. */
  jump(milliseconds: number): void
  /** Lets time pass that only the uptime counts. */
  suspend(milliseconds: number): void
}

/** A clock that stands still until it is moved. */
export function fakeClock(start = '2026-01-01T00:00:00Z'): FakeClock {
  let nowMs = Date.parse(start)
  let elapsedMs = 0
  let suspendedMs = 0
  const advance = (milliseconds: number) => {
    nowMs += milliseconds
    elapsedMs += milliseconds
  }
  return {
    now: () => new Date(nowMs),
    elapsedMs: () => elapsedMs,
    uptimeMs: () => elapsedMs + suspendedMs,
    set: (time) => advance(new Date(time).getTime() - nowMs),
    advance,
    jump: (milliseconds) => void (nowMs += milliseconds),
    suspend(milliseconds) {
      nowMs += milliseconds
      suspendedMs += milliseconds
    },
  }
}
