import type { Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { createGroupCommit } from '../../store/group-commit.js'
import type { Store } from '../../store/open-store.js'
import { rollBackAfter } from '../../store/roll-back-after.js'
import type { Publication } from './decide-publications.js'
import { type BatchServices, publishBatch } from './publish-batch.js'

/** The publications of this process on their way into the database. */
export interface Publications {
  /** Returns the entry as it is published; rejects with why it is not. */
  publish(publication: Publication): Promise<string>
  /** Settles as `publish` would, and changes nothing. */
  dryRun(publication: Publication): Promise<string>
}

// All writers of the registry wait while a batch is committed.
const MAX_PUBLICATIONS = 64
const MAX_DOCUMENT_CHARACTERS = 2 ** 21

/** Writes publications that come at once in one transaction. */
export function openPublications({ store, ...services }: BatchServices & { readonly store: Store }): Publications {
  const limits = { maxItems: MAX_PUBLICATIONS, maxSize: MAX_DOCUMENT_CHARACTERS }
  const sizeOf = ({ document }: Publication) => document.text.length
  const write = (tx: Transaction<Database>, batch: readonly Publication[]) => publishBatch(tx, services, batch)
  return {
    publish: createGroupCommit({ store, ...limits, sizeOf, clock: services.clock }, write),
    async dryRun(publication) {
      const [outcome] = await rollBackAfter(store, (tx) => write(tx, [publication]))
      if (outcome?.status === 'fulfilled') return outcome.value
      throw outcome?.reason
    },
  }
}
