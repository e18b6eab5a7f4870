import { expect, test } from 'vitest'
import { openTally } from '../../src/upstreams/import-tally.js'

test('refusals and warnings are all counted, and the first thousand of each are listed', () => {
  const tally = openTally()
  for (let nth = 1; nth <= 1_500; nth += 1) {
    tally.refuse({ position: `entry ${nth}`, reason: 'It has no name.' })
    tally.warn({ position: `entry ${nth}`, reason: 'Its status is odd.' })
  }
  const { refused, refusals, warned, warnings } = tally.summary()
  expect([refused, warned]).toEqual([1_500, 1_500])
  expect([refusals.length, warnings.length]).toEqual([1_000, 1_000])
  expect(refusals.at(-1)?.position).toBe('entry 1000')
})
