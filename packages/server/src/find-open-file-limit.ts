import { readFileSync } from 'node:fs'

/** How many files, sockets included, this process may have open; undefined where the system does not tell. */
export function findOpenFileLimit(): number | undefined {
  try {
    const digits = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return digits === undefined ? undefined : Number(digits)
  } catch {
    return undefined
  }
}
