import { type ErrorCode, type Permission, RegistryError } from '@mcp-registry/contract'
import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Clock } from '../clock.js'
import type { Metrics } from '../metrics/open-metrics.js'
import type { AuditLogTable, Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { toRecordedPermissions } from './recorded-permissions.js'
import { RECORDED, toRecordedText } from './recorded-text.js'

/** The actions that are recorded. */
export const AUDITED_ACTIONS = [
  'publish',
  'edit',
  'status',
  'delete',
  'policy',
  'owner-add',
  'owner-remove',
  'takedown',
  'takedown-lift',
  'denylist',
  'denylist-lift',
  'client-set',
  'client-remove',
  'import',
  'clock',
  'backup',
  'restore',
] as const
export type AuditedAction = (typeof AUDITED_ACTIONS)[number]

/** The publisher who made an attempt, as recorded. */
export interface Actor {
  readonly method: string
  readonly subject: string
  readonly permissions: readonly Permission[]
}

/** An action on a server, and who requested it. */
export interface Attempt {
  readonly action: AuditedAction
  readonly publisher: Actor
  readonly requestId: string
  readonly address: string
  readonly serverName?: string | undefined
  readonly serverVersion?: string | undefined
  /** Further details, such as a namespace or a status. */
  readonly detail?: string | undefined
}

export interface AuditServices {
  readonly store: Pick<Store, 'db'>
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Pick<Metrics, 'countUnrecorded'>
}

/** The attempts whose success has been recorded. */
const recorded = new WeakSet<Attempt>()

/**
 * Runs an attempt that records its own success by `recordDone`, in the transaction of the change: a change that cannot be recorded is
 * rolled back. A refusal is recorded here. It changed nothing, so if it cannot be recorded, it is still returned, but also logged and
 * counted.
 */
export async function withAudit<T>(services: AuditServices, attempt: Attempt, run: () => Promise<T>): Promise<T> {
  let answer: T
  try {
    answer = await run()
  } catch (error) {
    await recordRefusal(services, attempt, error)
    throw error
  }
  if (!recorded.has(attempt)) throw new Error(`An attempt to ${attempt.action} succeeded without a record in the audit log.`)
  return answer
}

/** Records the success of an attempt in the transaction of its change. Tests and dry runs have no attempt and record nothing. */
export async function recordDone(
  tx: Transaction<Database>,
  clock: Pick<Clock, 'now'>,
  attempt: Attempt | undefined,
): Promise<void> {
  if (attempt !== undefined) await recordAllDone(tx, clock, [attempt])
}

/** Like `recordDone`, for several attempts. */
export async function recordAllDone(
  tx: Transaction<Database>,
  clock: Pick<Clock, 'now'>,
  attempts: readonly Attempt[],
): Promise<void> {
  if (attempts.length === 0) return
  const result = { outcome: 'done', code: null } as const
  await insert(
    tx,
    attempts.map((attempt) => toRow(clock, attempt, result, attempt.detail)),
  )
  for (const attempt of attempts) recorded.add(attempt)
}

/** Records, in a transaction, that a part of an attempt was refused. */
export async function recordRefused(
  tx: Transaction<Database>,
  clock: Pick<Clock, 'now'>,
  attempt: Attempt,
  { code, detail }: { readonly code: ErrorCode; readonly detail: string },
): Promise<void> {
  await insert(tx, [toRow(clock, attempt, { outcome: 'refused', code }, detail)])
}

async function recordRefusal({ store, clock, log, metrics }: AuditServices, attempt: Attempt, error: unknown): Promise<void> {
  const refusal = error instanceof RegistryError ? error : undefined
  const row = toRow(clock, attempt, { outcome: 'refused', code: refusal?.code ?? 'internal' }, refusal?.message)
  try {
    await insert(store.db, [row])
  } catch (failure) {
    metrics.countUnrecorded()
    log.error({ err: failure, attempt: row }, 'A refused attempt could not be recorded in the audit log.')
  }
}

type Row = Insertable<AuditLogTable>

function toRow(
  clock: Pick<Clock, 'now'>,
  { publisher, ...attempt }: Attempt,
  result: Pick<Row, 'outcome' | 'code'>,
  detail: string | undefined,
): Row {
  return {
    at: clock.now().toISOString(),
    request_id: toRecordedText(attempt.requestId, RECORDED.requestId),
    address: toRecordedText(attempt.address, RECORDED.address),
    method: publisher.method,
    subject: toRecordedText(publisher.subject, RECORDED.subject),
    ...toRecordedPermissions(publisher.permissions),
    action: attempt.action,
    server_name: toOptional(attempt.serverName, RECORDED.serverName),
    server_version: toOptional(attempt.serverVersion, RECORDED.serverVersion),
    ...result,
    detail: toOptional(detail, RECORDED.detail),
  }
}

function toOptional(text: string | undefined, maxLength: number): string | null {
  return text === undefined ? null : toRecordedText(text, maxLength)
}

async function insert(db: Kysely<Database>, rows: readonly Row[]): Promise<void> {
  await db.insertInto('audit_log').values(rows).execute()
}

/** Which entries to show. */
export interface AuditQuery {
  readonly serverName?: string | undefined
  readonly subject?: string | undefined
  /** Only entries after the one with this id. */
  readonly after?: number | undefined
  readonly limit: number
}

/** Entries of the audit log, oldest first. */
export function listAuditEntries(
  { store }: Pick<AuditServices, 'store'>,
  { serverName, subject, after = 0, limit }: AuditQuery,
): Promise<Selectable<AuditLogTable>[]> {
  let query = store.db.selectFrom('audit_log').selectAll().where('id', '>', after)
  // The filters are truncated like the recorded texts and folded like the column.
  if (serverName !== undefined) {
    const name = toRecordedText(serverName, RECORDED.serverName)
    query = query.where('folded_server_name', '=', sql<string>`lower(${name}::text collate "C")`)
  }
  if (subject !== undefined) query = query.where('subject', '=', toRecordedText(subject, RECORDED.subject))
  return query.orderBy('id').limit(limit).execute()
}
