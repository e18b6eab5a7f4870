import { foldServerName, RegistryError } from '@mcp-registry/contract'
import { type Attempt, recordDone } from '../../audit/audit-log.js'
import { requireAdministrator } from '../../identity/permissions.js'
import type { Publisher } from '../../identity/publisher.js'
import { findVersion } from '../versions/find-version.js'
import { lockServers } from '../rows/locks.js'
import { requireCanonicalName, versionNotFound } from '../rows/missing.js'
import { requireExactVersion } from '../versions/require-exact-version.js'
import { toServerRange } from './name-range.js'
import { settleServer, type SettleServices, settleTakedowns } from './settle-takedowns.js'
import { type SettledTakedown, type TakedownRequest, toTakedown } from './takedown.js'

/** A server, or one version of it. */
export interface TakedownTarget {
  readonly name: string
  readonly version?: string | undefined
}

/** Hides a server or version from readers until an administrator lifts the takedown. Repeating a takedown only changes its texts. */
export async function takeDown(
  services: SettleServices,
  administrator: Publisher,
  target: TakedownTarget,
  { reason, publicMessage }: TakedownRequest,
  attempt?: Attempt,
): Promise<SettledTakedown> {
  requireAdministrator(administrator)
  requireText('reason', reason)
  if (publicMessage !== undefined) requireText('publicMessage', publicMessage)
  const { store, clock } = services
  const name = await requireCanonicalName(store.db, target.name)
  const version = target.version ?? ''
  if (target.version !== undefined) await requireVersion(services, name, version)
  const texts = { reason, public_message: publicMessage ?? null }
  const range = toServerRange(name)
  const { row, count } = await store.transaction(async (tx) => {
    await lockServers(tx, [name])
    const stored = await tx
      .insertInto('takedowns')
      .values({
        folded_name: foldServerName(name),
        version,
        name,
        ...texts,
        taken_down_at: clock.now().toISOString(),
        taken_down_by: `${administrator.method}:${administrator.subject}`,
      })
      .onConflict((conflict) => conflict.columns(['folded_name', 'version']).doUpdateSet(texts))
      .returningAll()
      .executeTakeFirstOrThrow()
    const settled = await settleServer(tx, services, range)
    await recordDone(tx, clock, attempt)
    return { row: stored, count: settled }
  })
  return { ...toTakedown(row), updatedCount: count + (await settleTakedowns(services, range)) }
}

/** Lifts a takedown and returns it. Versions without another takedown or denial get their previous status back. */
export async function liftTakedown(
  services: SettleServices,
  administrator: Publisher,
  { name, version }: TakedownTarget,
  attempt?: Attempt,
): Promise<SettledTakedown> {
  requireAdministrator(administrator)
  const { store, clock } = services
  const range = toServerRange(name)
  const { row, count } = await store.transaction(async (tx) => {
    if (!isText(name) || !isText(version ?? '')) throw toMissingTakedown(name, version)
    await lockServers(tx, [name])
    const lifted = await tx
      .deleteFrom('takedowns')
      .where('folded_name', '=', foldServerName(name))
      .where('version', '=', version ?? '')
      .returningAll()
      .executeTakeFirst()
    if (!lifted) throw toMissingTakedown(name, version)
    const settled = await settleServer(tx, services, range)
    await recordDone(tx, clock, attempt)
    return { row: lifted, count: settled }
  })
  return { ...toTakedown(row), updatedCount: count + (await settleTakedowns(services, range)) }
}

async function requireVersion({ store }: SettleServices, name: string, version: string): Promise<void> {
  requireExactVersion(version)
  if (version === '' || (await findVersion(store.db, name, version)) === undefined) {
    throw await versionNotFound(store.db, name, version)
  }
}

function requireText(field: string, text: string): void {
  if (isText(text)) return
  throw new RegistryError('rule-violated', `The ${field} contains U+0000 or an unpaired surrogate.`)
}

function isText(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text)
}

function toMissingTakedown(name: string, version: string | undefined): RegistryError {
  const what = version === undefined ? name : `version ${version} of ${name}`
  return new RegistryError('takedown-not-found', `There is no takedown of ${what}. List them with: mcp-registry takedown list.`)
}
