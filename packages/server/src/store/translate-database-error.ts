import { RegistryError } from '@mcp-registry/contract'

/** SQLSTATEs that say the database cannot serve now: connection lost, too many clients, shutting down, starting, too slow. */
const UNAVAILABLE_STATES = /^(?:08...|53...|57P0.|57014|58030)$/
const UNAVAILABLE_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
])
// pg has no codes for these.
const UNAVAILABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|Cannot use a pool after calling end|PGlite is clos/i

/** The refusal that a client is told about when the database is away; any other error as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof RegistryError || !isUnavailable(error)) return error
  return databaseUnavailable('The registry cannot reach its database. Try again in a moment.', error)
}

export function databaseUnavailable(message: string, cause?: unknown): RegistryError {
  return new RegistryError('database-unavailable', message, { cause, retryAfterSeconds: 1 })
}

/** For a request that has waited too long, or comes when too many wait. */
export function databaseBusy(): RegistryError {
  return databaseUnavailable('The database has been busy for too long. Try again in a moment.')
}

/** The SQLSTATE of an error of the database, such as `23505` for a unique violation. */
export function toSqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The constraint or unique index that refused a row. */
export function toConstraint(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
}

function isUnavailable(error: unknown): boolean {
  // Several addresses of one host that all refuse are reported together.
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  const code = toSqlState(error)
  if (code !== undefined && (UNAVAILABLE_ERRNOS.has(code) || UNAVAILABLE_STATES.test(code))) return true
  return UNAVAILABLE_MESSAGES.test(error.message)
}
