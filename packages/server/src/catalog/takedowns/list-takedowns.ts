import { requireAdministrator } from '../../identity/permissions.js'
import type { Publisher } from '../../identity/publisher.js'
import type { Store } from '../../store/open-store.js'
import { type TakedownList, toTakedown } from './takedown.js'

/** Takedowns in the order of their creation, after the given one. */
export async function listTakedowns(
  { store }: { readonly store: Pick<Store, 'db'> },
  administrator: Publisher,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<TakedownList> {
  requireAdministrator(administrator)
  const rows = await store.db.selectFrom('takedowns').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute()
  return { takedowns: rows.map(toTakedown) }
}
