import { setTimeout } from 'node:timers/promises'
import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import type { ChangeState, RegistryClient } from '@mcp-registry/client'
import type { Random } from '../data/random.js'
import type { Log } from './writer.js'
import { toKey, type Expected } from './expected.js'

/** A copy of the registry; `update` brings it up to date as far as it can be at that moment. */
export interface Mirror {
  readonly label: string
  readonly entries: ReadonlyMap<string, string>
  update(): Promise<void>
}

export interface MirrorOptions {
  /** One for each server process; they take turns. */
  readonly clients: readonly [RegistryClient, ...RegistryClient[]]
  readonly expected: Expected
  readonly random: Random
}

/** Updates until the signal ends it. */
export async function runMirror(mirror: Mirror, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await mirror.update()
    await setTimeout(pauseMs)
  }
}

/** Walks the list from the first page to the last, again and again; what a walk saw is the mirror. */
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

// A process knows of its own writes at once, and of those of another one when it has been told.
const NOTICE_MS = 1_000

function listKnown({ born }: Log, client: RegistryClient): string[] {
  const toldMs = Date.now() - NOTICE_MS
  return [...born].filter(([, { atMs, through }]) => through === client || atMs < toldMs).map(([key]) => key)
}

function isBefore(a: ServerResponse['server'], b: ServerResponse['server']): boolean {
  return a.name < b.name || (a.name === b.name && a.version < b.version)
}

/** Polls with the greatest `updatedAt` that it has seen, as the documentation tells. */
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
      // A page may come from the other process: only the cursor carries the walk.
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

/** Follows the feed of changes with the SDK. */
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
