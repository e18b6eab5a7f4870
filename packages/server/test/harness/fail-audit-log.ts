import { sql } from 'kysely'
import type { Store } from '../../src/store/open-store.js'

/** Makes the audit log refuse records, of every server or of one, until it is disposed of: as a full disk would. */
export async function failAuditLog({ db }: Pick<Store, 'db'>, serverName?: string): Promise<AsyncDisposable> {
  const isRefused = serverName === undefined ? sql`true` : sql`new.server_name = ${sql.lit(serverName)}`
  await sql`
    create function fail_audit_log() returns trigger language plpgsql as $$ begin raise exception 'the audit log is full'; end $$
  `.execute(db)
  await sql`
    create trigger fail_audit_log before insert on audit_log
    for each row when (${isRefused}) execute function fail_audit_log()`.execute(db)
  return {
    async [Symbol.asyncDispose]() {
      await sql`drop function fail_audit_log cascade`.execute(db)
    },
  }
}
