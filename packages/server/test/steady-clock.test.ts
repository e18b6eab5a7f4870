import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { createSteadyClock } from '../src/steady-clock.js'
import { fakeClock } from './harness/fake-clock.js'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const YEARS = 10 * 365 * 24 * HOUR

function openClock() {
  const system = fakeClock('2026-01-01T00:00:00Z')
  const jumps: number[] = []
  const clock = createSteadyClock(system, (aheadMs) => jumps.push(aheadMs))
  return { system, clock, jumps, read: () => clock.now().toISOString() }
}

verifies('edge-55', 'after one jump of ten years time goes on as it is measured, and then by the clock again', () => {
  const { system, clock, jumps, read } = openClock()
  system.advance(5 * SECOND)
  system.jump(YEARS)
  expect(read()).toBe('2026-01-01T00:00:05.000Z')
  expect(clock.aheadMs()).toBe(YEARS)
  system.advance(HOUR)
  expect(read()).toBe('2026-01-01T01:00:05.000Z')
  system.jump(-YEARS)
  system.advance(SECOND)
  expect(read()).toBe('2026-01-01T01:00:06.000Z')
  expect(clock.aheadMs()).toBe(0)
  expect(jumps).toEqual([YEARS])
})

test('a clock that is corrected by seconds, or drifts by more in time, is followed', () => {
  const { system, jumps, read } = openClock()
  system.jump(59 * SECOND)
  expect(read()).toBe('2026-01-01T00:00:59.000Z')
  for (let hour = 0; hour < 100; hour++) {
    system.advance(HOUR)
    system.jump(30 * SECOND)
    expect(read()).toBe(system.now().toISOString())
  }
  expect(jumps).toEqual([])
})

test('a clock that goes back is followed, and so is one that then returns', () => {
  const { system, jumps, read } = openClock()
  system.jump(-YEARS)
  expect(read()).toBe(system.now().toISOString())
  system.advance(HOUR)
  expect(read()).toBe(system.now().toISOString())
  system.jump(YEARS)
  expect(read()).toBe('2026-01-01T01:00:00.000Z')
  expect(jumps).toEqual([])
})

test('a jump is believed once it has lasted for a tenth of its size', () => {
  const { system, jumps, read } = openClock()
  system.jump(10 * HOUR)
  expect(read()).toBe('2026-01-01T00:00:00.000Z')
  system.advance(HOUR - 1)
  expect(read()).toBe('2026-01-01T00:59:59.999Z')
  system.advance(1)
  expect(read()).toBe('2026-01-01T11:00:00.000Z')
  // Another one has to last for itself.
  system.jump(10 * HOUR)
  expect(read()).toBe('2026-01-01T11:00:00.000Z')
  expect(jumps).toEqual([10 * HOUR, 10 * HOUR])
})

test('a clock that jumps about is not believed', () => {
  const { system, read } = openClock()
  for (let hour = 1; hour <= 20; hour++) {
    system.jump(10 * HOUR)
    system.advance(HOUR / 2)
    expect(read()).toBe(new Date(Date.parse('2026-01-01T00:00:00Z') + (hour * HOUR) / 2).toISOString())
  }
})

test('a machine that was suspended has the time that it is', () => {
  const { system, jumps, read } = openClock()
  for (const hours of [8, 60]) {
    system.suspend(hours * HOUR)
    expect(read()).toBe(system.now().toISOString())
    system.advance(HOUR)
    expect(read()).toBe(system.now().toISOString())
  }
  system.jump(YEARS)
  system.suspend(HOUR)
  expect(read()).toBe('2026-01-03T23:00:00.000Z')
  expect(jumps).toEqual([YEARS])
})

test('a clock without a measure is taken as it is', () => {
  let time = '2026-01-01T00:00:00.000Z'
  const clock = createSteadyClock({ now: () => new Date(time) }, () => {})
  time = '2036-01-01T00:00:00.000Z'
  expect(clock.now().toISOString()).toBe(time)
  expect(clock.aheadMs()).toBe(0)
})
