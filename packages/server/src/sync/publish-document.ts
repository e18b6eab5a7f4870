import { RegistryError } from '@mcp-registry/contract'
import { findVersion } from '../catalog/find-version.js'
import { isRefusedByDatabase } from '../catalog/is-refused-by-database.js'
import { publishServer } from '../catalog/publish-server.js'
import type { Publisher } from '../identity/publisher.js'
import { unprovenOwnership } from '../ownership/ownership.js'
import type { Services } from '../services.js'
import type { SourceDocument } from './read-entry.js'

export type PublishOutcome = { readonly kind: 'added' | 'unchanged' } | { readonly kind: 'refused'; readonly reason: string }

/** Publishes a document on behalf of the operator: by the rules of the catalog, without asking for permission or proof. */
export async function publishDocument(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { name, version, document }: SourceDocument,
): Promise<PublishOutcome> {
  try {
    const existing = await findVersion(store.db, name, version)
    await publishServer({ store, clock, ownership: unprovenOwnership }, operator, document)
    return { kind: existing ? 'unchanged' : 'added' }
  } catch (error) {
    if (isRefusedByDatabase(error)) return { kind: 'refused', reason: `The database refuses it: ${error.message}.` }
    if (!(error instanceof RegistryError) || error.code === 'database-unavailable') throw error
    const details = error.errors.slice(1).map(({ location, message }) => `${location ?? ''}: ${message}`)
    return { kind: 'refused', reason: [error.message, ...details].join(' ') }
  }
}

const operator: Publisher = {
  method: 'none',
  subject: 'operator',
  permissions: [
    { action: 'publish', resource: '*' },
    // An administrator, whom no denial of a namespace holds back.
    { action: 'edit', resource: '*' },
  ],
  expiresAt: new Date(8.64e15),
}
