import type { Publisher } from '../identity/publisher.js'

/** Who imports: whoever may start a command on the machine vouches for what it brings. */
export const operator: Publisher = {
  method: 'none',
  subject: 'operator',
  permissions: [{ action: 'publish', resource: '*' }],
  expiresAt: new Date(8.64e15),
}
