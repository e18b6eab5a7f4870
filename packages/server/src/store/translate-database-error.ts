import { RegistryError } from '@mcp-registry/contract'
import { UnsuitableServerError } from './unsuitable-server-error.js'

/**
 * SQLSTATEs that say the database cannot serve now: connection lost, login or database refused, too many clients, shutting down, starting,
 * too slow, read-only as a standby is.
 */
const UNAVAILABLE_STATES = /^(?:08...|28...|3D000|53...|57P0.|57014|58030|25006)$/
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
  if (error instanceof RegistryError) return error
  if (isStorageFull(error)) return storageFull(error)
  if (!isUnavailable(error)) return error
  return databaseUnavailable('The registry cannot reach its database. Try again in a moment.', error)
}

export function databaseUnavailable(message: string, cause?: unknown): RegistryError {
  return new RegistryError('database-unavailable', message, { cause, retryAfterSeconds: 1 })
}

/** For a request that has waited too long, or comes when too many wait. */
export function databaseBusy(): RegistryError {
  return databaseUnavailable('The database has been busy for too long. Try again in a moment.')
}

// Room is not made within a second.
const FULL_RETRY_SECONDS = 30

/** The refusal of what could not be written for lack of room. */
export function storageFull(cause: unknown): RegistryError {
  const message = 'The registry cannot store anything: the disk of its database is full. Try again later.'
  return new RegistryError('database-unavailable', message, { cause, retryAfterSeconds: FULL_RETRY_SECONDS })
}

// disk_full of PostgreSQL, and what the file system says to the embedded engine.
const FULL_CODES = new Set(['53100', 'ENOSPC', 'EDQUOT'])

/** Whether the error, or its cause, is that a disk is full. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return FULL_CODES.has(toSqlState(error) ?? '') || isStorageFull(error.cause)
}

/** The SQLSTATE of an error of the database, such as `23505` for a unique violation. */
export function toSqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether a code is one of the database, not of the network, of which some have five letters, too (`EPIPE`). */
export function isSqlState(code: string | undefined): code is string {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)
}

/** The constraint or unique index that refused a row. */
export function toConstraint(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
}

function isUnavailable(error: unknown): boolean {
  // Several addresses of one host that all refuse are reported together.
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  if (error instanceof UnsuitableServerError) return true
  const code = toSqlState(error)
  if (code !== undefined && (UNAVAILABLE_ERRNOS.has(code) || UNAVAILABLE_STATES.test(code))) return true
  return UNAVAILABLE_MESSAGES.test(error.message)
}
