import { setTimeout } from 'node:timers/promises'
import { type ChangeState, createRegistryClient } from '@mcp-registry/client'

/** A copy of a registry, kept up to date in one of the documented ways. */
export interface FollowedMirror {
  readonly label: string
  /** JSON texts by name. */
  readonly entries: ReadonlyMap<string, string>
}

export interface Mirrors extends AsyncDisposable {
  readonly all: readonly FollowedMirror[]
}

interface Page {
  readonly servers: readonly { readonly change?: number; readonly server: { readonly name: string }; readonly _meta: Official }[]
  readonly metadata: { readonly epoch?: string; readonly next?: number; readonly hasMore?: boolean; readonly nextCursor?: string }
}

type Official = Readonly<Record<string, { readonly updatedAt?: string } | undefined>>

const FEED = '/v0.1/x/io.modelcontextprotocol.registry/changes'
const OFFICIAL = 'io.modelcontextprotocol.registry/official'
const FULL_WALK_MS = 5_000

/** Starts a mirror by the change feed, one by `updated_since` with a full walk every five seconds, and one by the SDK. */
export function startMirrors(servers: readonly string[]): Mirrors {
  const stop = new AbortController()
  const [first = '', second = ''] = servers
  const mirrors = [createFeedMirror(second), createUpdatedSinceMirror(first), createSdkMirror(second)]
  const running = mirrors.map(async ({ update }) => {
    while (!stop.signal.aborted) {
      // An unavailable database is retried.
      await update().catch(() => undefined)
      await setTimeout(50)
    }
  })
  return {
    all: mirrors,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(running)
    },
  }
}

interface UpdatedMirror extends FollowedMirror {
  readonly update: () => Promise<void>
}

function createFeedMirror(server: string): UpdatedMirror {
  const entries = new Map<string, string>()
  let position = 'since=0'
  return {
    label: 'changes',
    entries,
    async update() {
      const response = await fetch(`${server}${FEED}?${position}&limit=1000`)
      if (response.status === 410) {
        entries.clear()
        position = 'since=0'
        return
      }
      if (!response.ok) throw new Error(`the feed answers ${response.status}`)
      const { servers, metadata } = (await response.json()) as Page
      for (const { change: _, ...entry } of servers) entries.set(entry.server.name, JSON.stringify(entry))
      position = `since=${metadata.next}&epoch=${metadata.epoch}`
    },
  }
}

function createUpdatedSinceMirror(server: string): UpdatedMirror {
  let entries = new Map<string, string>()
  let since = '2000-01-01T00:00:00Z'
  let walkedAtMs = performance.now()
  return {
    label: 'updated_since',
    get entries() {
      return entries
    },
    async update() {
      const isWalk = performance.now() - walkedAtMs > FULL_WALK_MS
      const start = isWalk ? '2000-01-01T00:00:00Z' : since
      const found = new Map<string, string>()
      let greatest = start
      let cursor: string | undefined
      do {
        const query = cursor === undefined ? `updated_since=${encodeURIComponent(start)}` : `cursor=${cursor}`
        const response = await fetch(`${server}/v0.1/servers?limit=100&${query}`)
        if (!response.ok) throw new Error(`the list answers ${response.status}`)
        const { servers, metadata } = (await response.json()) as Page
        for (const entry of servers) {
          found.set(entry.server.name, JSON.stringify(entry))
          const { updatedAt = '' } = entry._meta[OFFICIAL] ?? {}
          if (updatedAt > greatest) greatest = updatedAt
        }
        cursor = metadata.nextCursor
      } while (cursor !== undefined)
      if (isWalk) walkedAtMs = performance.now()
      entries = isWalk ? found : new Map([...entries, ...found])
      since = greatest
    },
  }
}

function createSdkMirror(server: string): UpdatedMirror {
  const client = createRegistryClient({ baseUrl: server, apiVersion: 'v0.1' })
  const entries = new Map<string, string>()
  let state: ChangeState | undefined
  const listKnown = () => [...entries.keys()].map((name) => ({ name, version: '1.0.0' }))
  return {
    label: 'SDK',
    entries,
    async update() {
      for await (const batch of client.changes(state, { limit: 1000, listKnown })) {
        for (const { server: document, _meta } of batch.entries)
          entries.set(document.name, JSON.stringify({ server: document, _meta }))
        for (const { name } of batch.vanished ?? []) entries.delete(name)
        state = batch.state
      }
    },
  }
}
