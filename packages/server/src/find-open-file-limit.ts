import { readFileSync } from 'node:fs'

/** Returns the soft limit on open file descriptors of this process, or undefined if the system does not expose it. */
export function findOpenFileLimit(): number | undefined {
  try {
    const digits = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return digits === undefined ? undefined : Number(digits)
  } catch {
    return undefined
  }
}
