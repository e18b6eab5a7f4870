import { findCode, RegistryError } from '@mcp-registry/contract'
import { StorageError } from './storage-error.js'
import { isSqlState } from './translate-database-error.js'
import { UnsuitableServerError } from './unsuitable-server-error.js'

const URL_VARIABLE = 'MCP_REGISTRY_DATABASE_URL'

/** The remedy for each SQLSTATE that a database may report when it is first used. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': `Check user and password in ${URL_VARIABLE}.`,
  '28000': `Check the user in ${URL_VARIABLE}, and that pg_hba.conf lets it in from this machine.`,
  '3D000': `Create the database, or name another one in ${URL_VARIABLE}.`,
  '42501':
    'The role must be allowed to create tables: make it the owner of the database, grant it CREATE on the database and on schema public, ' +
    'or run "mcp-registry migrate" as a role that is.',
  '0A000': 'The server needs the extension pg_trgm, which comes with PostgreSQL; some systems have it in a package of its own.',
  '58P01': 'The server needs the extension pg_trgm, which comes with PostgreSQL; some systems have it in a package of its own.',
  '25006': `The server is a standby. Name the primary in ${URL_VARIABLE}, or several hosts and target_session_attrs=read-write.`,
}

/** Explains to the operator why a database server cannot be used; returns any other error unchanged. */
export function explainStorageError(error: unknown): unknown {
  const reasons = listReasons(error)
  const [first] = reasons
  if (first === undefined) return error
  const said = reasons.map(({ message }) => message).join('; ')
  const state = reasons.map(findCode).find(isSqlState)
  if (state === undefined && !(error instanceof RegistryError)) return error
  const remedy = state === undefined ? `Check ${URL_VARIABLE}, and that the server runs.` : REMEDIES[state]
  if (remedy === undefined) return error
  return new StorageError(`The database cannot be used: ${said}. ${remedy}`, { cause: error })
}

/** The errors reported by the servers, or by the attempts to reach them. */
function listReasons(error: unknown): readonly Error[] {
  if (error instanceof AggregateError) return error.errors.flatMap(listReasons)
  if (error instanceof RegistryError) return error.cause === undefined ? [] : listReasons(error.cause)
  if (error instanceof UnsuitableServerError) return [error]
  return error instanceof Error ? [error] : []
}
