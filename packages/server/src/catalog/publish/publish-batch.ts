import { RegistryError } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import { recordAllDone } from '../../audit/audit-log.js'
import { authorizeAgain } from '../../identity/authorize.js'
import { listDenials } from '../../identity/denylist.js'
import type { Database } from '../../store/database.js'
import { BatchRows } from './batch-rows.js'
import { decidePublications, type Publication } from './decide-publications.js'
import { lockServers } from '../rows/locks.js'
import { nextChanges, takeNext } from '../rows/next-change.js'
import { type ServerLimits, withDefaultLimits } from '../rows/server-limits.js'
import { listRowsOf, listSummariesOf, toKeyText, type VersionKey } from '../rows/server-versions.js'
import { findHolds, type HoldServices } from '../takedowns/find-holds.js'
import { toEntry } from '../../entries/to-entry.js'

export interface BatchServices extends Partial<ServerLimits>, HoldServices {
  readonly clock: { now(): Date }
}

/**
 * Publishes several versions in one transaction, with the same outcomes as if published one after the other. Returns the response or the
 * refusal of each; a refusal does not affect the others.
 */
export async function publishBatch(
  tx: Transaction<Database>,
  services: BatchServices,
  publications: readonly Publication[],
): Promise<PromiseSettledResult<string>[]> {
  const { clock } = services
  const names = publications.map(({ name }) => name)
  await lockServers(tx, names)

  const summaries = await listSummariesOf(tx, names)
  const isThere = toKeyTest(summaries)
  const rows = new BatchRows()
  rows.load(await listRowsOf(tx, publications.filter(isThere)))
  const denials = await findDenials(tx, publications)
  const holds = await findHolds(tx, services, publications)
  const known = { summaries, denials, holds, getDocument: (key: VersionKey) => rows.get(key).document }
  const decisions = decidePublications(publications, known, withDefaultLimits(services))

  const additions = decisions.filter((decision) => decision.kind === 'added')
  rows.load(await listRowsOf(tx, additions.flatMap(({ moved }) => moved).filter(isThere)))
  const counts = additions.map(({ moved }) => 1 + moved.length)
  const changes = (await nextChanges(tx, { counts, now: clock.now() })).values()
  const outcomes = decisions.map((decision): PromiseSettledResult<string> => {
    if (decision.kind === 'refused') return { status: 'rejected', reason: decision.reason }
    if (decision.kind === 'added') rows.add(decision, takeNext(changes))
    // Render the entry now: a later publication of the batch may take the flag away.
    return { status: 'fulfilled', value: toEntry(rows.get(decision.publication), decision.warnings) }
  })

  await rows.write(tx)
  await recordAllDone(
    tx,
    clock,
    decisions.flatMap(({ kind, publication: { attempt } }) => (kind === 'refused' || attempt === undefined ? [] : [attempt])),
  )
  return outcomes
}

/** The refusals of publications whose namespace was denied after their publishers were authenticated. */
async function findDenials(
  tx: Transaction<Database>,
  publications: readonly Publication[],
): Promise<ReadonlyMap<Publication, RegistryError>> {
  const denials = new Map<Publication, RegistryError>()
  const denied = await listDenials(tx)
  for (const publication of publications) {
    const { publisher, name } = publication
    try {
      if (publisher) await authorizeAgain(tx, publisher, 'publish', name, denied)
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      denials.set(publication, error)
    }
  }
  return denials
}

function toKeyTest(keys: readonly VersionKey[]): (key: VersionKey) => boolean {
  const texts = new Set(keys.map(toKeyText))
  return (key) => texts.has(toKeyText(key))
}
