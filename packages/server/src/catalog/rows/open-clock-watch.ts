import { sql } from 'kysely'
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import type { SteadyClock } from '../../steady-clock.js'
import type { Store } from '../../store/open-store.js'
import { MAX_LEAD_SECONDS } from './next-change.js'

export interface ClockWatchServices {
  readonly store: Pick<Store, 'db'>
  readonly clock: SteadyClock
  readonly log: Pick<Logger, 'error'>
  readonly registry: Registry
}

export interface ClockWatch {
  /** Compares the clocks and logs an error if one is wrong. Returns how many seconds the change clock is ahead of the others. */
  check(): Promise<number>
  close(): void
}

const INTERVAL_MS = 60_000
/** A persistent error is logged again once an hour. */
const REPEAT_MS = 3_600_000
/** The lead that a change may have, plus the interval between two checks. */
const ALARM_SECONDS = MAX_LEAD_SECONDS + 60

/**
 * Monitors the clocks. A change clock that has moved ahead gives every change a timestamp in the future, which would otherwise go
 * unnoticed. The clocks are checked once a minute. The metrics report the last result, so reading them needs no query and does not wait for
 * the database.
 */
export function openClockWatch({ store, clock, log, registry }: ClockWatchServices): ClockWatch {
  const alarms = new Map<string, number>()

  function alarm(seconds: number, message: string): void {
    const nowMs = clock.now().getTime()
    const lastMs = alarms.get(message)
    if (lastMs !== undefined && nowMs >= lastMs && nowMs - lastMs < REPEAT_MS) return
    alarms.set(message, nowMs)
    log.error({ aheadSeconds: seconds }, message)
  }

  const aheadGauge = new Gauge({
    name: 'mcp_registry_change_clock_ahead_seconds',
    help: 'How far the time of the last change was ahead of the clocks of this process and of the database, within the last minute.',
    registers: [registry],
    // All workers read the same row.
    aggregator: 'max',
  })

  async function check(): Promise<number> {
    const nowMs = clock.now().getTime()
    const { changeMs, databaseMs } = await readClocks(store)
    const changeAhead = (changeMs - Math.max(nowMs, databaseMs)) / 1_000
    if (changeAhead > ALARM_SECONDS) alarm(changeAhead, CHANGE_CLOCK_AHEAD)
    const processAhead = (nowMs - databaseMs) / 1_000
    if (processAhead > ALARM_SECONDS) alarm(processAhead, PROCESS_AHEAD)
    const seconds = Math.max(0, changeAhead)
    aheadGauge.set(seconds)
    return seconds
  }

  new Gauge({
    name: 'mcp_registry_system_clock_ahead_seconds',
    help: 'How far the system clock has jumped ahead of the time that has passed; changes do not follow it.',
    registers: [registry],
    aggregator: 'max',
    collect() {
      this.set(clock.aheadMs() / 1_000)
    },
  })

  const timer = setInterval(() => void check().catch(() => undefined), INTERVAL_MS).unref()
  return { check, close: () => clearInterval(timer) }
}

const CHANGE_CLOCK_AHEAD =
  'The change clock is ahead of the system clock, so changes get timestamps of the future. If the system clock is right, stop the ' +
  'registry and run "mcp-registry clock repair".'
const PROCESS_AHEAD =
  'The clock of this machine is ahead of that of the database, so changes get the time of the database. Set the wrong one of the two.'

async function readClocks({ db }: Pick<Store, 'db'>): Promise<{ readonly changeMs: number; readonly databaseMs: number }> {
  const { rows } = await sql<{ at: string; now: string }>`select at, clock_timestamp() as now from change_clock`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The table change_clock has lost its row.')
  return { changeMs: Date.parse(row.at), databaseMs: Date.parse(row.now) }
}
