import { databaseBusy } from './translate-database-error.js'

/** A fixed number of permits. Further callers wait in order, for a limited time. */
export interface Semaphore {
  /** Resolves to a function that releases the permit. */
  acquire(): Promise<() => void>
  count(): SemaphoreCounts
}

export interface SemaphoreCounts {
  /** Permits in use. */
  readonly taken: number
  readonly waiting: number
}

// A client can send many requests on one connection, so a limit on connections does not bound the number of waiting requests.
export const MAX_WAITING = 10_000

export function createSemaphore(places: number, maxWaitMs: number): Semaphore {
  const waiting: { proceed: () => void; timer: NodeJS.Timeout }[] = []
  let free = places

  const release = () => {
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
      if (!given) release()
      given = true
    }
  }

  return {
    async acquire() {
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
