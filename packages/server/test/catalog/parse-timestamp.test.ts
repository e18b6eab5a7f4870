import { expect, test } from 'vitest'
import { parseTimestamp } from '../../src/entries/parse-timestamp.js'

const read = (text: string) => {
  const result = parseTimestamp(text)
  return result.ok ? result.value : undefined
}

test.for([
  ['2025-08-07T13:15:04.280Z', '2025-08-07T13:15:04.280000Z'],
  ['2025-08-07T13:15:04+02:00', '2025-08-07T11:15:04.000000Z'],
  ['2025-08-07T13:15:04 02:00', '2025-08-07T11:15:04.000000Z'],
  ['2025-08-07t13:15:04.123456789-00:30', '2025-08-07T13:45:04.123456Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
  ['0001-01-01T00:00:00+05:00', '0001-01-01T00:00:00.000000Z'],
  ['9999-12-31T23:59:59-05:00', '9999-12-31T23:59:59.999999Z'],
  ['0050-02-28T00:00:00Z', '0050-02-28T00:00:00.000000Z'],
] as const)('%s is %s', ([text, expected]) => {
  expect(read(text)).toBe(expected)
})

test.for(['2025-08-07', '1723036504', '', '2025-02-30T00:00:00Z', '2025-08-07T25:00:00Z', '2025-08-07T13:15:04', 'yesterday'])(
  '%j is refused with the name of the format',
  (text) => {
    expect(parseTimestamp(text)).toEqual({ ok: false, errors: [expect.stringContaining('RFC 3339')] })
  },
)
