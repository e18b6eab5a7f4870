import { Permission } from '@mcp-registry/contract'
import type { Selectable } from 'kysely'
import Type, { type Static } from 'typebox'
import type { AuditLogTable } from '../store/database.js'
import { type AuditQuery, type AuditServices, listAuditEntries } from './audit-log.js'
import { parseRecordedPermissions } from './recorded-permissions.js'

/** An entry of the audit log, as displayed. */
export const AuditEntry = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String({ format: 'date-time' }),
    requestId: Type.String(),
    address: Type.String(),
    method: Type.Optional(Type.String()),
    subject: Type.Optional(Type.String()),
    permissions: Type.Optional(Type.Array(Permission)),
    omittedPermissions: Type.Optional(Type.Integer({ minimum: 1, description: 'How many more permissions the token had.' })),
    action: Type.String(),
    serverName: Type.Optional(Type.String()),
    serverVersion: Type.Optional(Type.String()),
    outcome: Type.Union([Type.Literal('done'), Type.Literal('refused')]),
    code: Type.Optional(Type.String({ description: 'Of the refusal.' })),
    detail: Type.Optional(Type.String()),
  },
  { description: 'Who did, or tried, what.' },
)
export type AuditEntry = Static<typeof AuditEntry>

/** Returns entries of the audit log in the format for users and programs. */
export async function readAuditLog(services: Pick<AuditServices, 'store'>, query: AuditQuery): Promise<AuditEntry[]> {
  const rows = await listAuditEntries(services, query)
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    requestId: row.request_id,
    address: row.address,
    ...(row.method !== null && { method: row.method }),
    ...(row.subject !== null && { subject: row.subject }),
    ...toPermissions(row),
    action: row.action,
    ...(row.server_name !== null && { serverName: row.server_name }),
    ...(row.server_version !== null && { serverVersion: row.server_version }),
    outcome: row.outcome,
    ...(row.code !== null && { code: row.code }),
    ...(row.detail !== null && { detail: row.detail }),
  }))
}

function toPermissions(row: Pick<Selectable<AuditLogTable>, 'permissions' | 'omitted_permissions'>) {
  const permissions = parseRecordedPermissions(row.permissions)
  return {
    ...(permissions && { permissions }),
    ...(row.omitted_permissions > 0 && { omittedPermissions: row.omitted_permissions }),
  }
}
