import { sql } from 'kysely'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { listAuditEntries } from '../../src/audit/audit-log.js'
import { auditBounds } from '../../src/store/migrations/010-audit-bounds.js'
import { openTestStore } from '../harness/open-test-store.js'

verifies('edge-58', 'records that were made before are found by their names, and stay as they are', async () => {
  await using store = await openTestStore()
  const { db } = store
  // As the migrations before it leave a database.
  await sql`drop index audit_log_server_name`.execute(db)
  await sql`alter table audit_log drop column folded_server_name, drop column omitted_permissions`.execute(db)
  await sql`create index audit_log_server_name on audit_log (lower(server_name), id)`.execute(db)
  await sql`
    insert into audit_log (at, request_id, address, action, server_name, outcome)
    values (now(), 'id', '127.0.0.1', 'publish', 'com.example/AI-Tool', 'done'), (now(), 'id', '127.0.0.1', 'policy', null, 'done')
  `.execute(db)
  await auditBounds.up(db)

  expect(await listAuditEntries({ store }, { serverName: 'COM.example/ai-tool', limit: 10 })).toMatchObject([
    { server_name: 'com.example/AI-Tool', folded_server_name: 'com.example/ai-tool', omitted_permissions: 0 },
  ])
  expect(await listAuditEntries({ store }, { limit: 10 })).toHaveLength(2)
})
