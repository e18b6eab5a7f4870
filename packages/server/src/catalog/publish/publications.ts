import type { Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { createGroupCommit } from '../../store/group-commit.js'
import type { Store } from '../../store/open-store.js'
import { rollBackAfter } from '../../store/roll-back-after.js'
import type { Publication } from './decide-publications.js'
import { type BatchServices, publishBatch } from './publish-batch.js'

/** Writes the publications of this process to the database. */
export interface Publications {
  /** Resolves to the published entry; rejects with the reason for a refusal. */
  publish(publication: Publication): Promise<string>
  /** Settles with the same outcome as `publish`, but changes nothing. */
  dryRun(publication: Publication): Promise<string>
}

// All writers of the registry wait while a batch commits, so its size is limited.
const MAX_PUBLICATIONS = 64
const MAX_DOCUMENT_CHARACTERS = 2 ** 21

/** Writes concurrent publications in one transaction. */
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
