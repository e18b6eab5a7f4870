import { foldServerName, RegistryError } from '@mcp-registry/contract'
import { sql } from 'kysely'
import type { Clock } from '../clock.js'
import type { Publisher } from '../identity/publisher.js'
import type { AuditLogTable } from '../store/database.js'
import type { Store } from '../store/open-store.js'

/** What is written down. */
export const AUDITED_ACTIONS = ['publish', 'edit', 'status', 'delete', 'policy', 'denylist'] as const
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
 * repeated, and the repetition is written down.
 */
export async function withAudit<T>(services: AuditServices, attempt: Attempt, run: () => Promise<T>): Promise<T> {
  let answer: T
  try {
    answer = await run()
  } catch (error) {
    const refusal = error instanceof RegistryError ? error : undefined
    // The refusal is what the client has to learn, also when it cannot be written down.
    await record(services, attempt, {
      outcome: 'refused',
      code: refusal?.code ?? 'internal',
      detail: refusal?.message ?? null,
    }).catch(() => undefined)
    throw error
  }
  await record(services, attempt, { outcome: 'done', code: null, detail: attempt.detail ?? null })
  return answer
}

async function record(
  { store, clock }: AuditServices,
  { action, publisher, requestId, address, serverName, serverVersion }: Attempt,
  result: Pick<AuditLogTable, 'outcome' | 'code' | 'detail'>,
): Promise<void> {
  await store.db
    .insertInto('audit_log')
    .values({
      at: clock.now().toISOString(),
      request_id: requestId,
      address,
      method: publisher.method,
      subject: toText(publisher.subject),
      permissions: toText(JSON.stringify(publisher.permissions)),
      action,
      server_name: toText(serverName),
      server_version: toText(serverVersion),
      ...result,
      detail: toText(result.detail),
    })
    .execute()
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
