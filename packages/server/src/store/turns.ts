import { databaseBusy } from './translate-database-error.js'

/** A fixed number of places; whoever finds none waits in line, but not for ever. */
export interface Turns {
  /** Resolves to the function that gives the place back. */
  take(): Promise<() => void>
  count(): TurnCounts
}

export interface TurnCounts {
  /** Places that were given out. */
  readonly taken: number
  readonly waiting: number
}

// A client can send many requests on one connection, so that a limit on connections does not bound those that wait.
export const MAX_WAITING = 10_000

export function createTurns(places: number, maxWaitMs: number): Turns {
  const waiting: { proceed: () => void; timer: NodeJS.Timeout }[] = []
  let free = places

  const giveBack = () => {
    const next = waiting.shift()
    if (!next) free++
    else {
      clearTimeout(next.timer)
      next.proceed()
    }
  }
  const once = () => {
    let given = false
    return () => {
      if (!given) giveBack()
      given = true
    }
  }

  return {
    async take() {
      if (free > 0) {
        free--
        return once()
      }
      if (waiting.length >= MAX_WAITING) throw databaseBusy()
      await new Promise<void>((resolve, reject) => {
        const place = { proceed: resolve, timer: setTimeout(giveUp, maxWaitMs) }
        waiting.push(place)
        function giveUp() {
          waiting.splice(waiting.indexOf(place), 1)
          reject(databaseBusy())
        }
      })
      return once()
    },
    count: () => ({ taken: places - free, waiting: waiting.length }),
  }
}
