import type { Store } from '../store/open-store.js'
import { type ChangePage, type ChangesQuery, listChanges } from './list-changes.js'

/** Reads pages of changes. Clients that wait for the same change request the same page at the same moment, and share one lookup. */
export class ChangePages {
  readonly #store: Store
  // Has at most one entry per pending request.
  readonly #pending = new Map<string, Promise<ChangePage>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Rejects with `feed-reset` if the position does not belong to the current epoch. */
  list({ since, epoch, limit }: ChangesQuery): Promise<ChangePage> {
    const key = `${epoch ?? ''}:${since}:${limit}`
    const pending = this.#pending.get(key)
    if (pending) return pending
    const page = listChanges({ store: this.#store }, { since, epoch, limit }).finally(() => this.#pending.delete(key))
    this.#pending.set(key, page)
    return page
  }
}
