import { uptime } from 'node:os'

/** A source of the current time, which tests replace. */
export interface Clock {
  now(): Date
}

/** A clock that also measures elapsed time, independently of changes to the system time. */
export interface MeasuringClock extends Clock {
  /** The time since an arbitrary moment. May exclude time for which the machine was suspended. */
  elapsedMs(): number
  /** The time since an arbitrary moment, including time for which the machine was suspended. May be slower to read. */
  uptimeMs(): number
}

export const systemClock: MeasuringClock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  uptimeMs: () => uptime() * 1_000,
}
