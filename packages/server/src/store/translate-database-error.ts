import { findCode, RegistryError } from '@mcp-registry/contract'
import { UnsuitableServerError } from './unsuitable-server-error.js'

/**
 * The SQLSTATEs of a database that is currently unavailable: connection lost, login or database rejected, too many clients, shutting down,
 * starting up, timeout, or read-only like a standby.
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
// pg reports these without a code.
const UNAVAILABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|Cannot use a pool after calling end|PGlite is clos/i

/** Translates the errors of an unavailable database to the error that clients see; returns any other error unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof RegistryError) return error
  if (isStorageFull(error)) return storageFull(error)
  if (!isUnavailable(error)) return error
  return databaseUnavailable('The registry cannot reach its database. Try again in a moment.', error)
}

export function databaseUnavailable(message: string, cause?: unknown): RegistryError {
  return new RegistryError('database-unavailable', message, { cause, retryAfterSeconds: 1 })
}

/** For a request that has waited too long, or that arrives when too many are waiting. */
export function databaseBusy(): RegistryError {
  return databaseUnavailable('The database has been busy for too long. Try again in a moment.')
}

// Disk space is not freed within a second.
const FULL_RETRY_SECONDS = 30

/** The error for a write that failed because the disk is full. */
export function storageFull(cause: unknown): RegistryError {
  const message = 'The registry cannot store anything: the disk of its database is full. Try again later.'
  return new RegistryError('database-unavailable', message, { cause, retryAfterSeconds: FULL_RETRY_SECONDS })
}

// disk_full of PostgreSQL, and the file system errors of the embedded engine.
const FULL_CODES = new Set(['53100', 'ENOSPC', 'EDQUOT'])

/** Whether the error, or its cause, reports a full disk. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return FULL_CODES.has(findCode(error) ?? '') || isStorageFull(error.cause)
}

/** Whether a code is an SQLSTATE and not a network error code, some of which also have five letters (`EPIPE`). */
export function isSqlState(code: string | undefined): code is string {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)
}

/** The constraint or unique index that rejected a row. */
export function toConstraint(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
}

function isUnavailable(error: unknown): boolean {
  // If several addresses of one host refuse the connection, the errors are reported together.
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  if (error instanceof UnsuitableServerError) return true
  const code = findCode(error)
  if (code !== undefined && (UNAVAILABLE_ERRNOS.has(code) || UNAVAILABLE_STATES.test(code))) return true
  return UNAVAILABLE_MESSAGES.test(error.message)
}
