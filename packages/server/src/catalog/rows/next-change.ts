import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { CHANGES_CHANNEL } from '../../store/listen.js'
import { prepared } from '../../store/prepared.js'

export interface Change {
  /** The change number of the first row; the following rows take consecutive numbers. */
  readonly firstNumber: number
  /** Later than every earlier change, even if the clocks of two machines disagree. */
  readonly at: string
}

/**
 * How far ahead of the database's clock a change may be. The clocks of two processes may differ by a minute, and an import accepts
 * timestamps up to a minute ahead of its own clock. Without this limit, one process whose clock is years ahead would move the shared change
 * clock permanently.
 */
export const MAX_LEAD_SECONDS = 120

/**
 * Takes the numbers and the time of the next change of `count` rows. The row of the clock stays locked until the transaction commits, so
 * numbers and times increase in commit order: once a change is visible, all earlier changes are visible. An advisory lock would also order
 * writers, but only those that take it. Call this function as late as possible, since all other writers wait.
 */
export async function nextChange(
  tx: Transaction<Database>,
  { count, now, name }: { count: number; now: Date; name?: string },
): Promise<Change> {
  return takeNext((await nextChanges(tx, { counts: [count], now, ...(name !== undefined && { name }) })).values())
}

/** Like {@link nextChange}, for several consecutive changes that are committed together; each one is later than the one before. */
export async function nextChanges(
  tx: Transaction<Database>,
  { counts, now, name }: { counts: readonly number[]; now: Date; name?: string },
): Promise<Change[]> {
  if (counts.length === 0) return []
  const total = counts.reduce((sum, count) => sum + count, 0)
  // The database delivers notifications on commit, not before.
  const { rows } = await sql<{ number: number; at: string }>`${prepared}
    with clock as (
      update change_clock
      set number = number + ${total}::bigint,
        at = greatest(
            least(${now.toISOString()}::timestamptz, clock_timestamp() + ${MAX_LEAD_SECONDS}::integer * interval '1 second'),
            at + interval '1 microsecond'
          ) + (${counts.length}::integer - 1) * interval '1 microsecond'
      returning number, at,
        pg_notify(${CHANGES_CHANNEL}, json_strip_nulls(json_build_object('number', number, 'name', ${name ?? null}::text))::text)
    )
    select clock.number, clock.at - (${counts.length}::integer - nth) * interval '1 microsecond' as at
    from clock, generate_series(1, ${counts.length}::integer) as nth order by nth`.execute(tx)
  if (rows.length < counts.length)
    throw new Error('The table change_clock has lost its row. Insert it with the highest change number of versions.')
  let taken = 0
  return rows.map(({ number, at }, nth) => {
    const firstNumber = number - total + taken + 1
    taken += counts[nth] ?? 0
    return { firstNumber, at }
  })
}

/** The next of the requested changes. */
export function takeNext(changes: Iterator<Change>): Change {
  const { value, done } = changes.next()
  if (done) throw new Error('more changes are made than were asked for')
  return value
}
