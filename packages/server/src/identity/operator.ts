import { randomUUID } from 'node:crypto'
import type { Attempt } from '../audit/audit-log.js'
import type { Publisher } from './publisher.js'

/** Whoever may start a command on the machine: they vouch for what they import. */
export const operator: Publisher = {
  method: 'none',
  subject: 'operator',
  permissions: [{ action: 'publish', resource: '*' }],
  expiresAt: new Date(8.64e15),
}

/** What the operator does, for the audit log. */
export function toOperatorAttempt(action: Attempt['action'], detail: string): Attempt {
  return { action, publisher: operator, requestId: randomUUID(), address: 'local', detail }
}
