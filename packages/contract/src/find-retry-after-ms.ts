/**
 * The delay that a `Retry-After` header asks for, in milliseconds from `now` (milliseconds since 1970). A date in the past is 0.
 * Undefined if there is no header, or it is neither a number of seconds nor a date. Source: RFC 9110, section 10.2.3.
 *
 * @example
 * ```ts
 * import { findRetryAfterMs } from '@mcp-registry/contract'
 *
 * const delayMs = findRetryAfterMs('120', Date.now()) // 120,000
 * ```
 */
export function findRetryAfterMs(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  // Date.parse also takes numbers such as `1.5` for dates; all three formats of an HTTP date begin with the name of a day.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
