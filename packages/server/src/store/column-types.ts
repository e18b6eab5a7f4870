/** How values that JavaScript would damage are read, by the object id of their PostgreSQL type; the same on both engines. */
export const COLUMN_PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  20: parseInt8,
  1184: parseTimestamptz,
}

// Counts and change numbers; neither reaches 2^53, and a wrong number would be worse than an error.
function parseInt8(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large for a number`)
  return number
}

// A Date holds milliseconds, the database microseconds: `updated_since` would skip or repeat rows after rounding. Sessions run in UTC.
function parseTimestamptz(text: string): string {
  const match = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text)
  if (!match) throw new RangeError(`${text} is not a timestamp in UTC`)
  const [, year, month, day, time, fraction = ''] = match
  return `${year}-${month}-${day}T${time}.${fraction.padEnd(6, '0')}Z`
}
