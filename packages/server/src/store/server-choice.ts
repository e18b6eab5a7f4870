import { findCode } from '@mcp-registry/contract'
import type { ClientBase } from 'pg'
import type { DatabaseAddress, SessionAttrs } from './database-url.js'
import { isSqlState } from './translate-database-error.js'
import { UnsuitableServerError } from './unsuitable-server-error.js'

export interface Candidate {
  readonly index: number
  /** The connection string. */
  readonly server: string
  /** Rejects if the connected server is not of the kind that the address requires. */
  readonly requireSuitable: (client: ClientBase) => Promise<void>
}

/**
 * Returns a function that connects to one of the servers of a database. They are tried in order, starting with the last one that worked. As
 * in libpq, a server that rejects the login or the database ends the search.
 */
export function createServerChoice({
  servers,
  sessionAttrs,
}: DatabaseAddress): <T>(attempt: (candidate: Candidate) => Promise<T>) => Promise<T> {
  let good = 0
  return async (attempt) => {
    const failures: unknown[] = []
    for (const wanted of sessionAttrs === 'prefer-standby' ? (['standby', 'any'] as const) : [sessionAttrs]) {
      const first = good
      for (let tried = 0; tried < servers.length; tried++) {
        const index = (first + tried) % servers.length
        try {
          const requireSuitable = (client: ClientBase) => requireKind(client, wanted)
          const result = await attempt({ index, server: servers[index] ?? servers[0], requireSuitable })
          good = index
          return result
        } catch (error) {
          if (isFinal(error)) throw error
          failures.push(error)
        }
      }
    }
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'No server of the database can be used.')
  }
}

async function requireKind(client: ClientBase, wanted: SessionAttrs): Promise<void> {
  if (wanted === 'any') return
  const { rows } = await client.query<{ isStandby: boolean; isReadOnly: boolean }>(
    `select pg_is_in_recovery() as "isStandby", current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
  )
  const { isStandby = false, isReadOnly = false } = rows[0] ?? {}
  if (!isOfKind(wanted, isStandby, isReadOnly)) throw new UnsuitableServerError(`the server is not ${wanted}`)
}

function isOfKind(wanted: SessionAttrs, isStandby: boolean, isReadOnly: boolean): boolean {
  switch (wanted) {
    case 'any':
    case 'prefer-standby':
      return true
    case 'read-write':
      return !isReadOnly
    case 'read-only':
      return isReadOnly
    case 'primary':
      return !isStandby
    case 'standby':
      return isStandby
  }
}

// The server itself has responded, and not to report that it is starting up, shutting down or out of resources.
function isFinal(error: unknown): boolean {
  const state = findCode(error)
  return isSqlState(state) && !/^(?:57P|53)/.test(state)
}
