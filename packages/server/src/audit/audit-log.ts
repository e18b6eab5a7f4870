import { type ErrorCode, foldServerName, RegistryError } from '@mcp-registry/contract'
import { type Kysely, sql } from 'kysely'
import type { Clock } from '../clock.js'
import type { Publisher } from '../identity/publisher.js'
import type { AuditLogTable, Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'

/** What is written down. */
export const AUDITED_ACTIONS = ['publish', 'edit', 'status', 'delete', 'policy', 'denylist', 'import', 'clock'] as const
export type AuditedAction = (typeof AUDITED_ACTIONS)[number]

/** Who wants to do what to which server. */
export interface Attempt {
  readonly action: AuditedAction
  readonly publisher: Publisher
  readonly requestId: string
  readonly address: string
  readonly serverName?: string | undefined
  readonly serverVersion?: string | undefined
  /** What else belongs to it: a namespace, a status. */
  readonly detail?: string | undefined
}

export interface AuditServices {
  readonly store: Pick<Store, 'db'>
  readonly clock: Clock
}

/**
 * Runs an attempt and writes down what came of it. What cannot be written down is not acknowledged: everything that is audited can be
 * repeated, and the repetition is written down. `recordsDone` tells that what is run writes down its success by itself.
 */
export async function withAudit<T>(
  services: AuditServices,
  attempt: Attempt,
  run: () => Promise<T>,
  { recordsDone = false }: { readonly recordsDone?: boolean | undefined } = {},
): Promise<T> {
  let answer: T
  try {
    answer = await run()
  } catch (error) {
    const refusal = error instanceof RegistryError ? error : undefined
    // The refusal is what the client has to learn, also when it cannot be written down.
    await record(services.store.db, services.clock, [attempt], {
      outcome: 'refused',
      code: refusal?.code ?? 'internal',
      detail: refusal?.message ?? null,
    }).catch(() => undefined)
    throw error
  }
  if (!recordsDone) await recordDone(services.store.db, services.clock, [attempt])
  return answer
}

/** Writes down attempts that succeeded, or will when the transaction does. */
export async function recordDone(db: Kysely<Database>, clock: Clock, attempts: readonly Attempt[]): Promise<void> {
  await record(db, clock, attempts, { outcome: 'done', code: null, detail: null })
}

/** Writes down an attempt of which something was refused. */
export async function recordRefused(
  db: Kysely<Database>,
  clock: Clock,
  attempt: Attempt,
  refusal: { readonly code: ErrorCode; readonly detail: string },
): Promise<void> {
  await record(db, clock, [attempt], { outcome: 'refused', ...refusal })
}

async function record(
  db: Kysely<Database>,
  clock: Clock,
  attempts: readonly Attempt[],
  result: Pick<AuditLogTable, 'outcome' | 'code' | 'detail'>,
): Promise<void> {
  if (attempts.length === 0) return
  const at = clock.now().toISOString()
  const rows = attempts.map(({ publisher, ...attempt }) => ({
    at,
    request_id: attempt.requestId,
    address: attempt.address,
    method: publisher.method,
    subject: toText(publisher.subject),
    permissions: toText(JSON.stringify(publisher.permissions)),
    action: attempt.action,
    server_name: toText(attempt.serverName),
    server_version: toText(attempt.serverVersion),
    ...result,
    detail: toText(result.outcome === 'done' ? attempt.detail : result.detail),
  }))
  await db.insertInto('audit_log').values(rows).execute()
}

// What a stranger sent may be long, and hold what the database cannot.
function toText(text: string | null | undefined): string | null {
  return typeof text === 'string' ? Buffer.from(text.slice(0, 10_000)).toString().replaceAll('\0', '') : null
}

/** Which entries to show. */
export interface AuditQuery {
  readonly serverName?: string | undefined
  readonly subject?: string | undefined
  /** Only entries after the one of this number. */
  readonly after?: number | undefined
  readonly limit: number
}

/** Entries of the audit log, oldest first. */
export function listAuditEntries(
  { store }: Pick<AuditServices, 'store'>,
  { serverName, subject, after = 0, limit }: AuditQuery,
): Promise<(Omit<AuditLogTable, 'id'> & { id: number })[]> {
  let query = store.db.selectFrom('audit_log').selectAll().where('id', '>', after)
  if (serverName !== undefined) query = query.where(sql<boolean>`lower(server_name) = ${foldServerName(serverName)}`)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  return query.orderBy('id').limit(limit).execute()
}
