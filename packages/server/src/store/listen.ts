import pg from 'pg'
import type { DatabaseAddress } from './database-url.js'
import { type Candidate, createServerChoice } from './server-choice.js'

/** The channel on which the database notifies every process of a change. The processes then query what changed. */
export const CHANGES_CHANNEL = 'registry_changes'

export interface ListenHandlers {
  readonly onNotification: () => void
  /** The connection is lost, along with the notifications sent since. Called once. */
  readonly onLost: () => void
}

export interface Subscription {
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 1_000

/** Returns a function that listens for changes on a dedicated connection. It rejects if the database is unavailable. */
export function createListener(address: DatabaseAddress): (handlers: ListenHandlers) => Promise<Subscription> {
  const choose = createServerChoice(address)
  return (handlers) => choose((candidate) => listen(candidate, handlers))
}

async function listen({ server, requireSuitable }: Candidate, { onNotification, onLost }: ListenHandlers): Promise<Subscription> {
  const client = new pg.Client({
    connectionString: server,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'mcp-registry-changes',
  })
  let isOpen = true
  const lose = () => {
    if (!isOpen) return
    isOpen = false
    onLost()
  }
  client.on('notification', onNotification)
  client.on('error', lose)
  client.on('end', lose)
  try {
    await client.connect()
    await requireSuitable(client)
    await client.query(`listen ${CHANGES_CHANNEL}`)
  } catch (error) {
    isOpen = false
    hangUp(client)
    throw error
  }
  return {
    async close() {
      isOpen = false
      hangUp(client)
    },
  }
}

// Not awaited: `end()` never resolves if the connection was not established or its peer is gone.
function hangUp(client: pg.Client): void {
  client.end().catch(() => {})
}
