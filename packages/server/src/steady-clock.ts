import type { Clock, MeasuringClock } from './clock.js'

export interface SteadyClock extends Clock {
  /** By how much the time of the system is ahead of the one that is given out; 0 but after a jump. */
  aheadMs(): number
}

/** How far a clock may run ahead of what has been measured to pass: it is corrected in steps. */
const TOLERANCE_MS = 60_000
/** A jump is believed once it has lasted for this part of its size. */
const CONFIRMING_PART = 0.1

/**
 * A clock that does not follow a jump ahead at once. Timestamps of changes grow for ever, so a single reading of a wrong clock would be
 * the time of every change until that time has come. After a jump of more than a minute the time goes on by what is measured to pass:
 * until the system's clock is back, or has stayed where it is for a tenth of the jump. So whatever is believed in error is made up for
 * in ten times the time for which the clock was wrong. What goes back is followed: the change clock never does.
 *
 * `onJump` is called once for each jump, with how far it leads ahead.
 */
export function createSteadyClock(source: Clock | MeasuringClock, onJump: (aheadMs: number) => void): SteadyClock {
  // Without a measure there is nothing to compare with.
  if (!('elapsedMs' in source)) return { now: () => source.now(), aheadMs: () => 0 }
  return measure(source, onJump)
}

/** A line is the time of the clock less the time that has passed, which stays the same while the clock is right. */
interface Candidate {
  readonly lineMs: number
  readonly sinceMs: number
}

function measure(source: MeasuringClock, onJump: (aheadMs: number) => void): SteadyClock {
  const startedMs = { elapsed: source.elapsedMs(), uptime: source.uptimeMs() }
  let suspendedMs = 0
  let trustedMs = source.now().getTime()
  let candidate: Candidate | undefined

  function readPassedMs(): number {
    return source.elapsedMs() - startedMs.elapsed + suspendedMs
  }

  function read(): { readonly time: Date; readonly aheadMs: number } {
    const time = source.now()
    if (time.getTime() - readPassedMs() - trustedMs > TOLERANCE_MS) {
      suspendedMs = Math.max(suspendedMs, source.uptimeMs() - startedMs.uptime - (source.elapsedMs() - startedMs.elapsed))
    }
    const passedMs = readPassedMs()
    const lineMs = time.getTime() - passedMs
    const jumpMs = lineMs - trustedMs
    if (Math.abs(jumpMs) <= TOLERANCE_MS || isConfirmed(lineMs, passedMs, jumpMs)) {
      trustedMs = lineMs
      candidate = undefined
      return { time, aheadMs: 0 }
    }
    return jumpMs < 0 ? { time, aheadMs: 0 } : { time: new Date(trustedMs + passedMs), aheadMs: jumpMs }
  }

  function isConfirmed(lineMs: number, passedMs: number, jumpMs: number): boolean {
    if (candidate === undefined || Math.abs(lineMs - candidate.lineMs) > TOLERANCE_MS) {
      candidate = { lineMs, sinceMs: passedMs }
      if (jumpMs > 0) onJump(jumpMs)
    }
    return passedMs - candidate.sinceMs >= Math.abs(jumpMs) * CONFIRMING_PART
  }

  return { now: () => read().time, aheadMs: () => read().aheadMs }
}
