import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { CHANGES_CHANNEL } from '../../store/listen.js'
import { prepared } from '../../store/prepared.js'

export interface Change {
  /** Of the first changed row; each further one has the next. */
  readonly firstNumber: number
  /** Later than every change before, also where the clocks of two machines disagree. */
  readonly at: string
}

/**
 * How far ahead of the database's clock a change may be. Two processes may have clocks that differ by a minute, and an import believes
 * a registry whose clock is a minute ahead of its own; a process whose clock is years ahead would move that of all for ever.
 */
export const MAX_LEAD_SECONDS = 120

/**
 * Takes the numbers and the time of the next change of `count` rows. The row of the clock stays locked until the transaction commits,
 * so that numbers and times increase in commit order: when a change is visible, all changes before it are, too. An advisory lock
 * would order writers as well, but only those that remember to take it. Called as late as possible, since all other writers wait.
 */
export async function nextChange(
  tx: Transaction<Database>,
  { count, now, name }: { count: number; now: Date; name?: string },
): Promise<Change> {
  return takeNext((await nextChanges(tx, { counts: [count], now, ...(name !== undefined && { name }) })).values())
}

/** The same for several changes that follow one another and are committed together; each of them is later than the one before. */
export async function nextChanges(
  tx: Transaction<Database>,
  { counts, now, name }: { counts: readonly number[]; now: Date; name?: string },
): Promise<Change[]> {
  if (counts.length === 0) return []
  const total = counts.reduce((sum, count) => sum + count, 0)
  // The database tells the listeners when it commits, not before.
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

/** The next of the changes that were asked for. */
export function takeNext(changes: Iterator<Change>): Change {
  const { value, done } = changes.next()
  if (done) throw new Error('more changes are made than were asked for')
  return value
}
