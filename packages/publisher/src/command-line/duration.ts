import { UsageError } from './explain-error.js'

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 }

/** Parses `90s`, `10m`, `1h` or `90` (seconds) into milliseconds. */
export function requireDuration(text: string, option: string): number {
  const [, digits, unit = ''] = /^(\d{1,6})(s|m|h)?$/.exec(text.trim()) ?? []
  const factor = UNITS[unit]
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor * 1000
  throw new UsageError(`${option} ${JSON.stringify(text)} is no time. Write it as 90s, 10m or 1h.`)
}

/** Formats a duration for humans: `1 min 30 s`. */
export function toDurationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  return [minutes > 0 ? `${minutes} min` : '', rest > 0 || minutes === 0 ? `${rest} s` : ''].filter(Boolean).join(' ')
}
