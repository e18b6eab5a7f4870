import { openStore, type Store } from '../../src/store/open-store.js'
import { openTestStore } from './open-test-store.js'

export interface FragileStore extends Store, AsyncDisposable {
  /** From now on the database does not answer. */
  cut(): void
  heal(): void
}

/** An empty test store whose database can go away: then everything is asked of a port where nothing listens. */
export async function openFragileStore(): Promise<FragileStore> {
  const store = await openTestStore()
  const absent = await openStore({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' })
  let current: Store = store
  const close = async () => {
    await absent.close()
    await store.close()
  }
  return {
    ...store,
    get db() {
      return current.db
    },
    transaction: (fn, committed) => current.transaction(fn, committed),
    check: () => current.check(),
    cut() {
      current = absent
    },
    heal() {
      current = store
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
