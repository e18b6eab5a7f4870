import type { Transaction } from 'kysely'
import type { Database } from './database.js'
import type { Store } from './open-store.js'

class Rollback extends Error {}

/** Runs a change in a transaction and rolls it back. Returns the result of the change, or throws its error. */
export async function rollBackAfter<T>(store: Store, change: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
  let outcome: { readonly result: T } | undefined
  try {
    await store.transaction(async (tx) => {
      outcome = { result: await change(tx) }
      throw new Rollback()
    })
  } catch (error) {
    if (!(error instanceof Rollback)) throw error
  }
  if (outcome === undefined) throw new Error('the change ended without a result')
  return outcome.result
}
