import { createHash } from 'node:crypto'
import {
  type ClientChange,
  foldServerName,
  MAX_CHANGED_CLIENTS,
  parseClientJson,
  RegistryError,
  type UncheckedJson,
} from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import { type Attempt, recordDone } from '../audit/audit-log.js'
import { requireValid } from '../catalog/publish/require-document.js'
import type { Clock } from '../clock.js'
import { requireAdministrator } from '../identity/permissions.js'
import type { Publisher } from '../identity/publisher.js'
import type { ClientDescriptionsTable, Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { toMissingClient } from './missing-client.js'
import { PROGRAM_CLIENTS } from './open-listed-clients.js'

interface ChangeServices {
  readonly store: Pick<Store, 'transaction'>
  readonly clock: Clock
}

/** Sets the description of a client, which then replaces that of the program, also of later versions of the program. */
export async function putClient(
  { store, clock }: ChangeServices,
  administrator: Publisher,
  id: string,
  json: UncheckedJson,
  attempt?: Attempt,
): Promise<ClientChange> {
  requireAdministrator(administrator)
  const client = requireValid(parseClientJson(json), 'client.json')
  const key = foldServerName(client.id)
  if (key !== foldServerName(id)) {
    throw new RegistryError(
      'rule-violated',
      `The document describes ${client.id}, and the path names ${JSON.stringify(id)}. Send it to the path of its own id.`,
    )
  }
  const document = JSON.stringify(client)
  const digest = createHash('sha256').update(document).digest('base64url')
  await store.transaction(async (tx) => {
    await writeRow(tx, { id: key, document, digest, ...toUpdate(administrator, clock) })
    await recordDone(tx, clock, attempt)
  })
  return { id: client.id, origin: 'administrator' }
}

/**
 * Removes a client from the list. With `reset`, removes the change that an administrator made instead, so that the description of the
 * program is listed again.
 */
export async function deleteClient(
  { store, clock }: ChangeServices,
  administrator: Publisher,
  id: string,
  { reset = false }: { readonly reset?: boolean | undefined },
  attempt?: Attempt,
): Promise<ClientChange> {
  requireAdministrator(administrator)
  const key = foldServerName(id)
  const described = PROGRAM_CLIENTS.get(key)
  return store.transaction(async (tx) => {
    const row = await findRow(tx, key)
    if (reset && row === undefined) {
      throw new RegistryError('client-not-found', `No administrator has changed the client ${JSON.stringify(id)}.`)
    }
    if (!reset && (row === undefined ? described === undefined : row.document === null)) throw toMissingClient(id)
    const removed = { id: key, document: null, digest: null, ...toUpdate(administrator, clock) }
    // Without a description of the program, there is nothing to hide.
    if (reset || described === undefined) await tx.deleteFrom('client_descriptions').where('id', '=', key).execute()
    else await writeRow(tx, removed)
    await recordDone(tx, clock, attempt)
    return { id: described?.id ?? id, origin: reset && described !== undefined ? 'program' : 'none' }
  })
}

function toUpdate({ method, subject }: Publisher, clock: Clock) {
  return { updated_at: clock.now().toISOString(), updated_by: `${method}:${subject}` }
}

async function findRow(tx: Transaction<Database>, key: string) {
  await lockChanges(tx)
  // The id is not a parameter of the query, since it may contain what the database cannot store.
  const rows = await tx.selectFrom('client_descriptions').select(['id', 'document']).execute()
  return rows.find(({ id }) => id === key)
}

async function writeRow(tx: Transaction<Database>, { id, ...values }: ClientDescriptionsTable): Promise<void> {
  await lockChanges(tx)
  await tx
    .insertInto('client_descriptions')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
  const { count } = await tx
    .selectFrom('client_descriptions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) <= MAX_CHANGED_CLIENTS) return
  throw new RegistryError(
    'too-many-clients',
    `The administrators of this registry have changed ${MAX_CHANGED_CLIENTS} clients, which is the maximum. Take a change back: mcp-registry clients reset <id>`,
  )
}

/** Makes concurrent changes wait, so that they count each other. Readers do not wait. */
async function lockChanges(tx: Transaction<Database>): Promise<void> {
  await sql`lock table client_descriptions in share row exclusive mode`.execute(tx)
}
