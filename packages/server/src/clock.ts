import { uptime } from 'node:os'

/** Where time comes from, so that tests can set it. */
export interface Clock {
  now(): Date
}

/** A clock that also measures how much time passes, whatever its time is set to. */
export interface MeasuringClock extends Clock {
  /** Since some moment; it may stand still while the machine is suspended. */
  elapsedMs(): number
  /** The same with the time in which the machine was suspended; it may take longer to read. */
  uptimeMs(): number
}

export const systemClock: MeasuringClock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  uptimeMs: () => uptime() * 1_000,
}
