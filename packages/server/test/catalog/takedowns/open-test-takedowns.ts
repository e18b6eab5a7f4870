import { expect } from 'vitest'
import type { ImportedEntry } from '../../../src/catalog/import/imported-entry.js'
import { hideNamespace, showNamespace } from '../../../src/catalog/takedowns/hide-namespace.js'
import { liftTakedown, type TakedownTarget, takeDown } from '../../../src/catalog/takedowns/take-down.js'
import { upsertImportedEntries } from '../../harness/upsert-imported-entries.js'
import type { Store } from '../../../src/store/open-store.js'
import { toTestCatalog } from '../../harness/open-test-catalog.js'
import { openTestStore } from '../../harness/open-test-store.js'

export const NAME = 'com.example/tool'
export const OFFICIAL = 'io.modelcontextprotocol.registry/official'
export const GENERAL = 'Taken down by the operator of this registry.'

/** A catalog whose publisher is an administrator, and another for an owner without administration. */
export async function openTestTakedowns(deniedNamespaces: readonly string[] = []) {
  const store = await openTestStore()
  const admin = toTestCatalog(store)
  const owner = toTestCatalog(store, {
    permissions: [
      { action: 'publish', resource: 'com.example/*' },
      { action: 'edit', resource: 'com.example/*' },
    ],
  })
  const services = { ...admin.services, deniedNamespaces }
  return {
    store,
    services,
    admin,
    owner,
    takeDown: (target: TakedownTarget, publicMessage?: string) =>
      takeDown(services, admin.publisher, target, { reason: 'Malware.', ...(publicMessage && { publicMessage }) }),
    lift: (target: TakedownTarget) => liftTakedown(services, admin.publisher, target),
    deny: (namespace: string) => hideNamespace(services, admin.publisher, namespace, { reason: 'Spam.' }),
    allow: (namespace: string) => showNamespace(services, admin.publisher, namespace),
    import: (entries: readonly ImportedEntry[]) => upsertImportedEntries(services, entries),
    states: (name = NAME) => listStates(store, name),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** Each version as `1.0.0 active`, with its message, and a star where it is the latest. */
async function listStates(store: Store, name: string): Promise<string[]> {
  const rows = await store.db.selectFrom('versions').selectAll().where('name', '=', name).orderBy('version').execute()
  return rows.map((row) => {
    const official = JSON.parse(row.meta)[OFFICIAL]
    expect(official).toMatchObject({ status: row.status, isLatest: row.is_latest, updatedAt: row.updated_at })
    expect(official.statusMessage ?? null).toBe(row.status_message)
    return `${row.version} ${row.status}${row.is_latest ? '*' : ''}${row.status_message === null ? '' : `: ${row.status_message}`}`
  })
}
