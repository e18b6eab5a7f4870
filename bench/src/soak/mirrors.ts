import { setTimeout } from 'node:timers/promises'
import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import type { ChangeState, RegistryClient } from '@mcp-registry/client'
import type { Random } from '../data/random.js'
import type { Log } from './writer.js'
import { toKey, type Expected } from './expected.js'

/** A copy of the registry; `update` reads all changes that are currently visible. */
export interface Mirror {
  readonly label: string
  readonly entries: ReadonlyMap<string, string>
  update(): Promise<void>
}

export interface MirrorOptions {
  /** One for each server process, used alternately. */
  readonly clients: readonly [RegistryClient, ...RegistryClient[]]
  readonly expected: Expected
  readonly random: Random
}

/** Updates until the signal aborts. */
export async function runMirror(mirror: Mirror, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await mirror.update()
    await setTimeout(pauseMs)
  }
}

/** Repeatedly walks the list from the first page to the last; the mirror is the result of the last walk. */
export function createWalkMirror({ clients, expected, random }: MirrorOptions, log: Log): Mirror {
  let entries = new Map<string, string>()
  let walks = 0
  return {
    label: 'page walk',
    get entries() {
      return entries
    },
    async update() {
      const through = walks++ % clients.length
      const client = clients[through] ?? clients[0]
      const limit = random.pick([3, 10, 30, 100, 100])
      const before = listKnown(log, client)
      const walk = new Map<string, string>()
      let last: ServerResponse['server'] | undefined
      for await (const entry of client.servers({ limit, includeDeleted: true })) {
        const key = keep(walk, entry, expected, `walk ${walks}`)
        if (last && !isBefore(last, entry.server))
          expected.fault(`walk ${walks}: ${key} stands behind ${toKey(last.name, last.version)}`)
        last = entry.server
      }
      for (const key of before)
        if (!walk.has(key)) expected.fault(`walk ${walks} by ${limit}: ${key}, which was there before, is missing`)
      expected.count('walks')
      entries = walk
    },
  }
}

// A process sees its own writes immediately, and those of another process after a notification.
const NOTICE_MS = 1_000

function listKnown({ born }: Log, client: RegistryClient): string[] {
  const toldMs = Date.now() - NOTICE_MS
  return [...born].filter(([, { atMs, through }]) => through === client || atMs < toldMs).map(([key]) => key)
}

function isBefore(a: ServerResponse['server'], b: ServerResponse['server']): boolean {
  return a.name < b.name || (a.name === b.name && a.version < b.version)
}

/** Polls with the greatest `updatedAt` seen so far, as the documentation recommends. */
export function createUpdatedSinceMirror({ clients, expected, random }: MirrorOptions): Mirror {
  const entries = new Map<string, string>()
  let since = '2000-01-01T00:00:00Z'
  let polls = 0
  return {
    label: 'updated_since',
    entries,
    async update() {
      const client = clients[polls++ % clients.length] ?? clients[0]
      let greatest = since
      // Pages may come from different processes: only the cursor carries the state of the walk.
      let cursor: string | undefined
      do {
        const paging = random.below(2) === 0 ? client : (clients[random.below(clients.length)] ?? client)
        const limit = random.pick([2, 10, 100, 100])
        const page = await paging.listServers({ limit, ...(cursor === undefined ? { updatedSince: since } : { cursor }) })
        for (const entry of page.servers) {
          keep(entries, entry, expected, `poll ${polls} since ${since}`)
          const { updatedAt = '' } = entry._meta[OFFICIAL_META_KEY] ?? {}
          if (updatedAt <= since) expected.fault(`poll ${polls} since ${since}: has ${entry.server.name} of ${updatedAt}`)
          if (updatedAt > greatest) greatest = updatedAt
        }
        cursor = page.metadata.nextCursor
      } while (cursor !== undefined)
      since = greatest
      expected.count('polls with updated_since')
    },
  }
}

/** Follows the change feed with the SDK. */
export function createChangesMirror({ clients, expected, random }: MirrorOptions): Mirror {
  const entries = new Map<string, string>()
  let state: ChangeState | undefined
  let polls = 0
  return {
    label: 'changes',
    entries,
    async update() {
      const client = clients[polls++ % clients.length] ?? clients[0]
      for await (const batch of client.changes(state, { limit: random.pick([5, 10, 100, 1000]) })) {
        for (const entry of batch.entries) keep(entries, entry, expected, `changes ${polls}`)
        state = batch.state
      }
      if (state?.feed !== 'changes') expected.fault('the SDK does not use the feed of changes')
      expected.count('polls of changes')
    },
  }
}

function keep(entries: Map<string, string>, { server, _meta }: ServerResponse, expected: Expected, where: string): string {
  const key = toKey(server.name, server.version)
  const { text } = expected.hear({ server, _meta }, where)
  entries.set(key, text)
  return key
}
