/**
 * The delay that a `Retry-After` header requests, in milliseconds from `now` (milliseconds since the Unix epoch); 0 for a date in the past.
 * Undefined if the header is missing or is neither a number of seconds nor a date. Source: RFC 9110, section 10.2.3.
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
  // Date.parse also accepts numbers such as `1.5`; all three HTTP date formats start with the name of a day.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
