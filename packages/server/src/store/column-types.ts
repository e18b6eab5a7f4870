/** Parsers for types whose values JavaScript would corrupt, by type OID. Both engines use them. */
export const COLUMN_PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  20: parseInt8,
  1184: parseTimestamptz,
}

// For counts and change numbers. Neither reaches 2^53, and an error is better than a wrong number.
function parseInt8(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large for a number`)
  return number
}

// A Date has millisecond precision, the database microsecond precision: rounding would make `updated_since` skip or repeat rows. Sessions
// run in UTC.
function parseTimestamptz(text: string): string {
  const match = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text)
  if (!match) throw new RangeError(`${text} is not a timestamp in UTC`)
  const [, year, month, day, time, fraction = ''] = match
  return `${year}-${month}-${day}T${time}.${fraction.padEnd(6, '0')}Z`
}
