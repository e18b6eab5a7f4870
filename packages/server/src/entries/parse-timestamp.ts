import { RegistryError, type Result } from '@mcp-registry/contract'

// A "+" that a client did not percent-encode arrives as a space.
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+ -])(\d\d):(\d\d))$/

const EARLIEST = '0001-01-01T00:00:00.000000Z'
const LATEST = '9999-12-31T23:59:59.999999Z'

/**
 * Converts an RFC 3339 timestamp to UTC with six fractional digits; further digits are truncated. Texts in this format sort
 * chronologically. If the offset leads outside the years 1 to 9999, which the database does not accept, the result is the nearest limit.
 */
export function parseTimestamp(text: string): Result<string> {
  const match = RFC_3339.exec(text)
  if (!match) return refuse(text)
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '00', offsetMinute = '00'] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return refuse(text)
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return refuse(text)

  const date = new Date(0)
  // Date.UTC would map the years 0 to 99 to 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return refuse(text)
  const offsetMinutes = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1)
  // A leap second becomes the following second.
  date.setUTCHours(Number(hour), Number(minute) - offsetMinutes, Number(second))

  if (date.getUTCFullYear() < 1) return { ok: true, value: EARLIEST }
  if (date.getUTCFullYear() > 9999) return { ok: true, value: LATEST }
  return { ok: true, value: `${date.toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z` }
}

/** Formats a time like {@link parseTimestamp}. */
export function toTimestamp(time: Date): string {
  return `${time.toISOString().slice(0, -1)}000Z`
}

/** Parses a timestamp like {@link parseTimestamp}, but throws `invalid-timestamp` if it is malformed. */
export function requireTimestamp(text: string): string {
  const result = parseTimestamp(text)
  if (result.ok) return result.value
  throw new RegistryError('invalid-timestamp', result.errors.join(' '))
}

function refuse(text: string): Result<string> {
  const shown = JSON.stringify(text.slice(0, 40))
  return { ok: false, errors: [`${shown} is not a timestamp in RFC 3339 form, such as 2025-08-07T13:15:04.280Z.`] }
}
