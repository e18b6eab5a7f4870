import type { Clock, MeasuringClock } from './clock.js'

export interface SteadyClock extends Clock {
  /** How far the system clock is ahead of `now()`. 0 unless it has jumped. */
  aheadMs(): number
}

/** How far the system clock may deviate from the monotonic clock, since NTP corrects it in steps. */
const TOLERANCE_MS = 60_000
/** A jump is accepted once it has lasted for this fraction of its size. */
const CONFIRMATION_FRACTION = 0.1

/**
 * Creates a clock that does not immediately follow a forward jump of the system clock. Timestamps of changes never decrease, so a single
 * wrong reading would be the timestamp of all later changes until that time is reached. After a forward jump of more than a minute, the
 * clock follows the monotonic clock until the system clock has returned, or has kept its new time for a tenth of the jump. An accepted
 * error is therefore at most ten times the duration for which the clock was wrong. Backward jumps are followed immediately, since the
 * change clock ignores them.
 *
 * `onJump` is called once per forward jump, with its size.
 */
export function createSteadyClock(source: Clock | MeasuringClock, onJump: (aheadMs: number) => void): SteadyClock {
  // Jumps cannot be detected without a monotonic clock.
  if (!('elapsedMs' in source)) return { now: () => source.now(), aheadMs: () => 0 }
  return measure(source, onJump)
}

/** `lineMs` is the time of the clock minus the monotonic time, which is constant while the clock is right. */
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
    return passedMs - candidate.sinceMs >= Math.abs(jumpMs) * CONFIRMATION_FRACTION
  }

  return { now: () => read().time, aheadMs: () => read().aheadMs }
}
