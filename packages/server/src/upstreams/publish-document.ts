import { RegistryError, UncheckedJson } from '@mcp-registry/contract'
import { findVersion } from '../catalog/versions/find-version.js'
import { isRefusedByDatabase } from '../store/is-refused-by-database.js'
import { type PublishServices, publishServer } from '../catalog/publish/publish-server.js'
import { findHolds, type HoldServices } from '../catalog/takedowns/find-holds.js'
import { toHoldNote } from '../catalog/import/hold-imported-entries.js'
import { operator } from '../identity/operator.js'
import { unprovenOwnership } from '../ownership/ownership.js'
import type { SourceDocument } from './read-entry.js'

export type PublishOutcome =
  | { readonly kind: 'added' | 'unchanged' }
  | { readonly kind: 'refused'; readonly reason: string; readonly deniedNamespace?: string }

export type PublishDocumentServices = Pick<PublishServices, 'store' | 'publications'> & HoldServices

/** Publishes a document on behalf of the operator: by the rules of the catalog, without permission or proof. */
export async function publishDocument(
  { store, deniedNamespaces, publications }: PublishDocumentServices,
  { name, version, document }: SourceDocument,
): Promise<PublishOutcome> {
  const [hold] = (await findHolds(store.db, { deniedNamespaces }, [{ name, version }])).values()
  if (hold) return { kind: 'refused', ...toHoldNote(hold) }
  try {
    const existing = await findVersion(store.db, name, version)
    await publishServer({ store, publications, ownership: unprovenOwnership }, operator, new UncheckedJson(document))
    return { kind: existing ? 'unchanged' : 'added' }
  } catch (error) {
    if (isRefusedByDatabase(error)) return { kind: 'refused', reason: `The database refuses it: ${error.message}.` }
    if (!(error instanceof RegistryError) || error.code === 'database-unavailable') throw error
    const details = error.errors.slice(1).map(({ location, message }) => `${location ?? ''}: ${message}`)
    return { kind: 'refused', reason: [error.message, ...details].join(' ') }
  }
}
