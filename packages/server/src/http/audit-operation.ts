import { MAX_DOCUMENT_BYTES } from '@mcp-registry/contract'
import { type AuditedAction, type AuditServices, withAudit } from '../audit/audit-log.js'
import type { Operation, OperationRequest } from './operation.js'

/** Wraps an operation so that every attempt of an authenticated publisher is recorded in the audit log, except dry runs. */
export function auditOperation(services: AuditServices, operation: Operation): Operation {
  if (operation.kind === 'cached' || operation.audit === undefined) return operation
  const { audit: action } = operation
  return {
    ...operation,
    async handle(request: OperationRequest) {
      const { publisher } = request
      if (publisher === undefined || isDryRun(request)) return operation.handle(request)
      const attempt = { action, publisher, requestId: request.requestId, address: request.address, ...toTarget(action, request) }
      return withAudit(services, attempt, () => operation.handle(request, attempt))
    },
  }
}

function isDryRun({ query }: OperationRequest): boolean {
  return fieldOf(query, 'dry_run') === true
}

function toTarget(action: AuditedAction, { params, query, body, json }: OperationRequest) {
  const document = action === 'publish' ? json.findValue(MAX_DOCUMENT_BYTES) : undefined
  return {
    serverName: textOf(fieldOf(params, 'serverName') ?? fieldOf(document, 'name')),
    serverVersion: textOf(fieldOf(params, 'version') ?? fieldOf(query, 'version') ?? fieldOf(document, 'version')),
    detail: action === 'policy' ? JSON.stringify(body) : toDetail(params, query, body),
  }
}

/** Joins the namespace or client, the status, the reset of a change, and the reason of the request, as far as they are present. */
function toDetail(params: unknown, query: unknown, body: unknown): string | undefined {
  const status = fieldOf(body, 'status') ?? fieldOf(query, 'status')
  const target = fieldOf(params, 'namespace') ?? fieldOf(params, 'clientId')
  const reset = fieldOf(query, 'reset') === true ? 'reset' : undefined
  const parts = [target, status, reset, fieldOf(body, 'reason')].map(textOf)
  return parts.filter((part) => part !== undefined).join(': ') || undefined
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
