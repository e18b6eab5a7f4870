import { randomUUID } from 'node:crypto'
import type { Attempt } from '../audit/audit-log.js'
import type { Publisher } from './publisher.js'

/** The user who runs a command on this machine and is responsible for imported entries. */
export const operator: Publisher = {
  method: 'none',
  subject: 'operator',
  permissions: [{ action: 'publish', resource: '*' }],
  expiresAt: new Date(8.64e15),
}

/** Describes an action of the operator for the audit log. */
export function toOperatorAttempt(action: Attempt['action'], detail: string): Attempt {
  return { action, publisher: operator, requestId: randomUUID(), address: 'local', detail }
}
