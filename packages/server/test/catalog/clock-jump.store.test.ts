import { pino } from 'pino'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { fakeClock } from '../harness/fake-clock.js'
import { toOfficial } from '../harness/open-test-catalog.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const YEARS = 10 * 365 * 24 * 3_600_000

/** A registry with a clock of its own, and the errors that it logs. */
async function startWithClock(start?: string) {
  const clock = fakeClock(start)
  const errors: { aheadSeconds: number; msg: string }[] = []
  const write = (line: string) => void errors.push(JSON.parse(line) as (typeof errors)[number])
  const registry = await startTestRegistry({ clock, log: pino({ level: 'error' }, { write }) })
  const publish = async (version: string) => {
    const answer = await registry.actingAs('io.github.alice').publish(serverJson({ version }))
    return toOfficial(answer.json())
  }
  return { registry, clock, errors, publish, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() }
}

async function readMetric(registry: TestRegistry, name: string): Promise<number> {
  const { body } = await registry.get('/metrics')
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(body)?.[1])
}

verifies(
  'edge-55',
  'a publication during a jump of ten years has the time that has passed, and later ones the true one',
  async () => {
    await using started = await startWithClock()
    const { registry, clock, errors, publish } = started
    expect(await publish('1.0.0')).toMatchObject({ publishedAt: '2026-01-01T00:00:00.000000Z' })
    clock.advance(1_000)
    clock.jump(YEARS)
    clock.advance(1_000)
    expect(await publish('2.0.0')).toMatchObject({
      statusChangedAt: '2026-01-01T00:00:02.000000Z',
      publishedAt: '2026-01-01T00:00:02.000000Z',
      updatedAt: '2026-01-01T00:00:02.000000Z',
    })
    expect(errors).toMatchObject([{ aheadSeconds: YEARS / 1_000, msg: expect.stringContaining('has jumped ahead') }])
    expect(await readMetric(registry, 'mcp_registry_system_clock_ahead_seconds')).toBe(YEARS / 1_000)

    clock.jump(-YEARS)
    clock.advance(1_000)
    expect(await publish('3.0.0')).toMatchObject({ updatedAt: '2026-01-01T00:00:03.000000Z' })
    expect(await readMetric(registry, 'mcp_registry_system_clock_ahead_seconds')).toBe(0)
    expect(errors).toHaveLength(1)
  },
)

verifies('edge-55', 'a process that starts with a clock that is years ahead is held back by that of the database', async () => {
  const now = Date.now()
  await using started = await startWithClock(new Date(now + YEARS).toISOString())
  const { registry, errors, publish } = started
  const { updatedAt = '' } = await publish('1.0.0')
  expect(Date.parse(updatedAt) - now).toBeLessThan(600_000)
  await registry.services.clockWatch.check()
  await registry.services.clockWatch.check()
  expect(errors).toMatchObject([{ msg: expect.stringContaining('ahead of that of the database') }])
})

verifies('edge-55', 'a change clock that is ahead already goes on by microseconds, and somebody hears of it', async () => {
  await using started = await startWithClock(new Date(Date.now() - 3_600_000).toISOString())
  const { registry, clock, errors, publish } = started
  await registry.store.db.updateTable('change_clock').set({ at: '2099-01-01T00:00:00Z' }).execute()
  expect(await publish('1.0.0')).toMatchObject({ updatedAt: '2099-01-01T00:00:00.000001Z' })
  await registry.services.clockWatch.check()
  expect(await readMetric(registry, 'mcp_registry_change_clock_ahead_seconds')).toBeGreaterThan(365 * 86_400)
  expect(errors).toMatchObject([{ aheadSeconds: expect.any(Number), msg: expect.stringContaining('mcp-registry clock repair') }])
  // Again once an hour.
  await registry.services.clockWatch.check()
  expect(errors).toHaveLength(1)
  clock.advance(3_600_000)
  await registry.services.clockWatch.check()
  expect(errors).toHaveLength(2)
})

test('reading the metrics asks the database for no clock', async () => {
  await using started = await startWithClock(new Date().toISOString())
  const { registry, publish } = started
  await publish('1.0.0')
  const before = await readMetric(registry, 'mcp_registry_change_clock_ahead_seconds')
  await registry.store.db.updateTable('change_clock').set({ at: '2099-01-01T00:00:00Z' }).execute()
  expect([before, await readMetric(registry, 'mcp_registry_change_clock_ahead_seconds')]).toEqual([0, 0])
  const seconds = await registry.services.clockWatch.check()
  expect(await readMetric(registry, 'mcp_registry_change_clock_ahead_seconds')).toBe(seconds)
})

test('clocks that are right are 0 seconds ahead', async () => {
  await using started = await startWithClock(new Date().toISOString())
  const { registry, errors, publish } = started
  await publish('1.0.0')
  expect(await readMetric(registry, 'mcp_registry_change_clock_ahead_seconds')).toBe(0)
  expect(await readMetric(registry, 'mcp_registry_system_clock_ahead_seconds')).toBe(0)
  expect(errors).toEqual([])
})
