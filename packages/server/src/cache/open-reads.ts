import { RegistryError } from '@mcp-registry/contract'
import { Gauge, type Registry } from 'prom-client'
import type { Logger } from 'pino'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import type { Workers } from '../workers/join-workers.js'
import { listPlainLists } from '../entries/plain-lists.js'
import { toEntry } from '../entries/to-entry.js'
import { ChangeFollower } from './change-follower.js'
import { ChangeLog } from './change-log.js'
import { EntryCache } from './entry-cache.js'
import type { ChangedRow } from './find-changes.js'
import { type Answer, type CachedResponse, type LargeAnswer, ResponseCache, type ResponseCacheMetrics } from './response-cache.js'

/** The read path: serves responses from memory while they are current, and from the database otherwise. */
export interface Reads {
  readonly cache: ResponseCache
  /** Absent if nothing is cached. */
  readonly entries: EntryCache | undefined
  readonly follower: ChangeFollower
  /** The store for lookups. It fails immediately while the database is unavailable, instead of waiting for a timeout each time. */
  readonly store: Store
  /** Returns the response to a request, and calls `look` if it is not in memory. */
  get(key: string, look: () => Promise<Answer | LargeAnswer>): Promise<CachedResponse | LargeAnswer>
  /** How many seconds ago the cached responses were last known to be current; undefined while they are. */
  findStaleSeconds(): number | undefined
  close(): Promise<void>
}

export interface ReadsServices {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly config: { readonly cacheBytes: number }
  readonly metrics: { readonly registry: Registry }
  /** The other processes that share the port. */
  readonly workers: Workers | undefined
}

/** The share of the cache for entries, from which responses are built. The rest is for responses. */
const ENTRY_SHARE = 2 / 3

// A slower worker learns of the change from the notification of the database, as other machines do.
const CATCH_UP_TIMEOUT_MS = 250

/** Opens the read path over a database whose schema is up to date. */
export async function openReads({ store, clock, log, config, metrics, workers }: ReadsServices): Promise<Reads> {
  const changes = new ChangeLog()
  const maxEntryBytes = Math.floor(config.cacheBytes * ENTRY_SHARE)
  const entries = maxEntryBytes > 0 ? new EntryCache({ changes, maxBytes: maxEntryBytes }) : undefined
  const cache = new ResponseCache({ changes, maxBytes: config.cacheBytes - maxEntryBytes, now: () => clock.now().getTime() })
  const onChange = (row: ChangedRow) => {
    const bytes = Buffer.from(toEntry(row))
    entries?.apply({ name: row.name, version: row.version, bytes }, listPlainLists(row))
  }
  const follower = await ChangeFollower.start({ store, changes, clock, log, ...(entries && { onChange }) })
  // A client may write through one worker and read through another, so all workers learn of a write before it is acknowledged.
  if (workers !== undefined) {
    store.onCommit(async () => void (await workers.ask('catch-up', CATCH_UP_TIMEOUT_MS)))
    workers.onQuestion('catch-up', () => follower.catchUp())
  }
  const requireConnected = () => {
    if (!follower.isConnected) throw new RegistryError('database-unavailable', 'The database does not answer. Try again soon.')
  }
  addGauges(() => ({ ...cache.metrics, bytes: cache.metrics.bytes + (entries?.bytes ?? 0) }), metrics.registry)
  return {
    cache,
    entries,
    follower,
    store: {
      ...store,
      get db() {
        requireConnected()
        return store.db
      },
      async transaction(fn, committed) {
        requireConnected()
        return store.transaction(fn, committed)
      },
    },
    get: (key, look) => cache.get(key, look),
    findStaleSeconds: () =>
      follower.isConnected ? undefined : Math.max(0, Math.floor((clock.now().getTime() - follower.seenAtMs) / 1000)),
    close: () => follower.close(),
  }
}

const GAUGES = {
  hits: 'Reads served from memory.',
  misses: 'Reads served from the database.',
  drops: 'Cached responses that were dropped because of a change.',
  bytes: 'Bytes of cached responses and entries.',
  entries: 'Number of cached responses.',
} as const

function addGauges(measure: () => ResponseCacheMetrics, registry: Registry): void {
  for (const name of Object.keys(GAUGES) as (keyof typeof GAUGES)[]) {
    new Gauge({
      name: `mcp_registry_response_cache_${name}`,
      help: GAUGES[name],
      registers: [registry],
      collect() {
        this.set(measure()[name])
      },
    })
  }
}
