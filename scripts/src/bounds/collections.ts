/** The maximum size of a collection, with its unit. `by`: the code in the same file that enforces it. `because`: why no code needs to. */
export type CollectionBound =
  | { readonly limit: string; readonly by: string }
  | { readonly limit: string; readonly because: string }

const ONE_BATCH = 'It lives as long as one batch of publications.'
const ONE_IMPORT_BATCH = 'It lives as long as one transaction of an import (import-batch.ts).'
const OF_ONE_DOCUMENT = 'It lives as long as the call, and a document has at most 128 KiB.'
const ONE_HOLD_PER_KEY = {
  limit: '64 publications or a batch of an import',
  because: 'There is at most one hold for each key.',
} as const
const ERROR_TABLE = { limit: 'the table of errors', because: 'It is created at start-up.' } as const
const BEFORE_LISTENING = 'It is complete when the server listens.'
const NAMES_OF_SOURCE = {
  limit: 'the names of the source',
  because: 'The operator chooses the source, and waits for the import.',
} as const
const ONE_ELEMENT = { limit: '16 MiB', by: '> MAX_ELEMENT_BYTES' } as const
const CHANGED_CLIENTS = {
  limit: '100 documents of 64 KiB',
  because: 'It holds the rows of one table, whose number change-clients.ts limits.',
} as const
const PER_CONNECTION = 'The keys are held weakly: one for each connection of the pool.'

/** Every collection in packages/server that may outlive the call that creates it, by file and declaration name. */
export const COLLECTIONS: Readonly<Record<string, Readonly<Record<string, CollectionBound>>>> = {
  'packages/server/src/aggregators/change-pages.ts': {
    'ChangePages.#pending': { limit: '1 per request in progress', by: '.finally(() => this.#pending.delete(key))' },
  },
  'packages/server/src/audit/audit-log.ts': {
    recorded: { limit: '1 per attempt in progress', because: 'The keys are held weakly.' },
  },
  'packages/server/src/catalog/publish/batch-rows.ts': {
    'BatchRows.#rows': { limit: '64 publications and the versions they move', because: ONE_BATCH },
    'BatchRows.#added': { limit: '64 publications', because: ONE_BATCH },
    'BatchRows.#replaced': { limit: '1 version per publication, 64', because: ONE_BATCH },
  },
  'packages/server/src/catalog/publish/decide-publications.ts': {
    'toServerStates.servers': { limit: '64 servers', because: ONE_BATCH },
    'toServerState.versions': { limit: '10,000 versions', by: 'versions.size >= maxVersionsPerServer' },
    'toServerState.documents': { limit: '64 MiB of documents', by: 'maxBytesPerServer' },
  },
  'packages/server/src/catalog/rows/open-clock-watch.ts': {
    'openClockWatch.alarms': { limit: 'one per kind of alarm', because: 'The kinds are fixed.' },
  },
  'packages/server/src/catalog/import/repair-latest.ts': {
    repairLatest: {
      limit: 'the names of one import',
      because: 'It holds names without a latest version for the length of the import.',
    },
    'repair.pending': { limit: 'the names of one batch', because: 'It is emptied after each batch.' },
  },
  'packages/server/src/catalog/versions/find-version.ts': {
    loaders: { limit: '1 per store', because: 'The keys are held weakly.' },
    'toLoader.loader': { limit: '50 keys; nothing is cached', by: 'cache: false' },
  },
  'packages/server/src/catalog/import/imported-entry.ts': {
    'readEntry.warnings': { limit: '5 texts', because: 'There is at most one for each field of the official metadata.' },
  },
  'packages/server/src/clients/open-listed-clients.ts': {
    'openListedClients.parsed': { limit: 'empty', because: 'It is replaced by the first read.' },
    'openListedClients.parsed (2)': CHANGED_CLIENTS,
  },
  'packages/server/src/entries/plain-lists.ts': {
    listPlainLists: { limit: '4 names', because: 'There are four plain lists.' },
  },
  'packages/server/src/catalog/publish/publish-batch.ts': {
    'findDenials.denials': { limit: '64 publications', because: ONE_BATCH },
    'toKeyTest.texts': { limit: '64 × 10,000 keys', because: ONE_BATCH },
  },
  'packages/server/src/catalog/takedowns/find-holds.ts': {
    findHolds: ONE_HOLD_PER_KEY,
    'findHolds.denied': {
      limit: 'the denied namespaces above those keys',
      because: 'The query asks for those namespaces alone.',
    },
    'findHolds.takenDown': { limit: 'the takedowns of those names', because: 'The query asks for those names alone.' },
    'findHolds.holds': ONE_HOLD_PER_KEY,
  },
  'packages/server/src/catalog/import/hold-imported-entries.ts': {
    'holdImportedEntries.originals': { limit: 'a batch of an import', because: 'There is at most one for each entry.' },
  },
  'packages/server/src/catalog/takedowns/settle-takedowns.ts': {
    'settleTakedowns.names': { limit: '500 names', because: 'It holds the names of one batch of versions.' },
    'groupBy.groups': { limit: '500 names', because: 'It holds the versions of one batch.' },
  },
  'packages/server/src/entries/to-entry.ts': {
    'toList.ends': { limit: '100 numbers', because: 'A page has at most 100 entries.' },
  },
  'packages/server/src/catalog/import/write-imported-entries.ts': {
    'writeImportedEntries.existing': { limit: '2,000 rows', because: ONE_IMPORT_BATCH },
    'fit.refused': { limit: '2,000 notes', because: ONE_IMPORT_BATCH },
    'write.latest': { limit: '2,000 names', because: ONE_IMPORT_BATCH },
    'write.formerLatest': { limit: '2,000 keys', because: ONE_IMPORT_BATCH },
    'write.dethronedKeys': { limit: '2,000 keys', because: ONE_IMPORT_BATCH },
  },
  'packages/server/src/config/env-reader.ts': {
    'EnvReader.problems': { limit: 'the settings, times 2', because: 'It lives as long as the configuration is read.' },
  },
  'packages/server/src/http/close-unused-connections.ts': {
    'closeUnusedConnections.open': { limit: '1 per open connection', by: "socket.once('close', () => open.delete(socket))" },
  },
  'packages/server/src/http/openapi/components.ts': {
    described: { limit: 'the schemas of the operations', because: 'The keys are held weakly.' },
  },
  'packages/server/src/metrics/http-metrics.ts': {
    'openHttpMetrics.answered': { limit: 'routes × methods × statuses', because: 'The path is that of the route.' },
    'openHttpMetrics.arrived': { limit: 'routes × methods', because: 'The path is that of the route.' },
  },
  'packages/server/src/http/cached-reads.ts': {
    'CachedReads.#urls': { limit: '16 MiB of URLs and keys', by: 'maxSize: MAX_KNOWN_URL_BYTES' },
    'CachedReads.#negotiator.cache': { limit: '1,000 headers of 256 characters', by: 'max: MAX_ACCEPT_HEADERS' },
  },
  'packages/server/src/http/operation.ts': {
    'listErrors.codes': ERROR_TABLE,
  },
  'packages/server/src/http/register-operation.ts': {
    'groupByStatus.groups': ERROR_TABLE,
  },
  'packages/server/src/http/route-table.ts': {
    'RouteTable.#routes': { limit: 'the routes of the app', because: BEFORE_LISTENING },
    'RouteTable.#paths': { limit: 'the routes of the app', because: BEFORE_LISTENING },
    'RouteTable.watch.known.methods': { limit: '10 methods', because: BEFORE_LISTENING },
  },
  'packages/server/src/identity/tokens.ts': {
    'openTokens.keys': { limit: 'the configured keys', because: BEFORE_LISTENING },
    'openTokens.remembered': { limit: '2,097,152 characters of tokens', by: 'maxSize: MAX_CHARACTERS' },
  },
  'packages/server/src/outbound/open-outbound.ts': {
    'openOutbound.requests': { limit: '2,048 requests in progress', by: 'total >= MAX_REQUESTS' },
  },
  'packages/server/src/ownership/image-client.ts': {
    'openImageClient.headers': { limit: '1 header', by: "headers['authorization'] = " },
  },
  'packages/server/src/ownership/open-ownership.ts': {
    'openOwnership.remembered': { limit: '10,000 packages', by: 'max: MAX_REMEMBERED' },
    'openOwnership.running': { limit: '8 per publication in progress', by: 'MAX_CONCURRENT, async' },
  },
  'packages/server/src/cache/change-follower.ts': {
    'ChangeFollower.#listeners': { limit: '1 per request that waits for a change', by: 'this.#listeners.delete(look)' },
  },
  'packages/server/src/cache/change-log.ts': {
    'ChangeLog.#ring': { limit: '16,384 keys', by: 'this.#ring[this.#position % this.#capacity] =' },
  },
  'packages/server/src/cache/entry-cache.ts': {
    'EntryCache.#lists': {
      limit: '4 plain lists; their segments are those of #used',
      by: "if (reason === 'evict') this.#remove(segment)",
    },
    'EntryCache.constructor.#used': { limit: '2/3 of the cache, bytes', by: 'maxSize: Math.max(1, maxBytes)' },
  },
  'packages/server/src/entries/buffer-pool.ts': {
    free: { limit: '64 buffers of 512 KiB', by: 'free.length >= MAX_FREE' },
    inUse: { limit: '1 per page in progress', because: 'The keys are held weakly.' },
  },
  'packages/server/src/cache/open-reads.ts': {
    'openReads.entries': { limit: '2/3 of the cache, bytes', by: 'maxBytes: maxEntryBytes' },
    'openReads.cache': { limit: '1/3 of the cache, bytes', by: 'maxBytes: config.cacheBytes - maxEntryBytes' },
  },
  'packages/server/src/cache/response-cache.ts': {
    'ResponseCache.#flights': { limit: '1 per request in progress', by: 'this.#flights.delete(key)' },
    'ResponseCache.#seenOnce': { limit: '200 keys of known parameters', by: 'max: SEEN_ONCE' },
    'toResponse.encoded': { limit: '2 encodings', because: 'Bodies are compressed with br or gzip.' },
    createSlots: { limit: '1/3 of the cache, bytes of keys and bodies', by: 'sizeCalculation: (slot) => slot.bytes' },
  },
  'packages/server/src/search/find-corrections.ts': {
    'findCorrections.corrections': { limit: '20 words', because: 'A query has at most 20 words.' },
    countEntries: { limit: '5 words', by: '.slice(0, MAX_COUNTED)' },
  },
  'packages/server/src/search/index/search-entry.ts': {
    'toSearchEntry.words': { limit: '500 words', by: 'words.size >= MAX_WORDS' },
    'listSearchedTexts.texts': { limit: '54 texts', because: OF_ONE_DOCUMENT },
    'listFacets.facets': { limit: '50 facets of 64 characters', by: 'facets.size >= MAX_FACETS' },
  },
  'packages/server/src/store/connection-pool.ts': {
    'createConnectionPool.clients': { limit: 'the size of the pool', because: PER_CONNECTION },
  },
  'packages/server/src/store/group-commit.ts': {
    'createGroupCommit.waiting': { limit: '1,024 publications, for 10 s', by: 'waiting.length >= MAX_WAITING_GROUPS * maxItems' },
  },
  'packages/server/src/store/migrations/006-search-entries.ts': {
    'toSearchEntry.words': { limit: '500 words', by: 'words.size >= MAX_WORDS' },
    'listFacets.facets': { limit: '50 facets of 64 characters', by: 'facets.size >= MAX_FACETS' },
  },
  'packages/server/src/store/open-store.ts': {
    'createStore.listeners': { limit: '2 functions', because: 'Only openReads calls onCommit, at start-up.' },
  },
  'packages/server/src/store/postgres-source.ts': {
    'createPostgresSource.connections': { limit: 'the size of the pool', because: PER_CONNECTION },
  },
  'packages/server/src/store/prepared.ts': {
    'createStatementNames.names': {
      limit: 'the prepared statements of the code, × 101 limits of a page',
      because: 'Nothing that a client sends is part of their text but the limit of a page.',
    },
  },
  'packages/server/src/store/semaphore.ts': {
    'createSemaphore.waiting': { limit: '10,000 requests, for 10 s', by: 'waiting.length >= MAX_WAITING' },
  },
  'packages/server/src/upstreams/open-importer.ts': {
    'openImporter.names': NAMES_OF_SOURCE,
    'openImporter.told': NAMES_OF_SOURCE,
    'openImporter.untold': NAMES_OF_SOURCE,
    'openImporter.finish.undecided': { limit: 'the names of the source', because: 'It is a part of the names above.' },
  },
  'packages/server/src/upstreams/import-batch.ts': {
    'openBatch.entries': { limit: '2,000 entries or 4 MiB', by: 'entries.size >= MAX_ENTRIES' },
    'openBatch.take.entries': { limit: '2,000 entries or 4 MiB', by: 'entries.size >= MAX_ENTRIES' },
  },
  'packages/server/src/upstreams/import-tally.ts': {
    'openTally.warnings': { limit: '1,000 notices', by: 'warnings.length < MAX_NOTICES' },
    'openTally.refusals': { limit: '1,000 notices', by: 'refusals.length < MAX_NOTICES' },
    'openTally.remarks': { limit: 'the kinds of remarks', because: 'Imports are a command of the operator.' },
    'openTally.denied': { limit: 'the denied namespaces', because: 'Administrators and the configuration make them.' },
  },
  'packages/server/src/upstreams/open-bytes.ts': {
    'gunzip.unpacked': { limit: 'one chunk of the source, unpacked', by: 'yield* unpacked.splice(0)' },
  },
  'packages/server/src/upstreams/split-json.ts': {
    'openLineSplitter.pending': ONE_ELEMENT,
  },
  'packages/server/src/upstreams/split-nested.ts': {
    'openNestedSplitter.pieces': ONE_ELEMENT,
    'openNestedSplitter.envelopeHead': ONE_ELEMENT,
  },
  'packages/server/src/workers/join-workers.ts': {
    'joinWorkers.waiting': { limit: '1 per question in progress', by: 'waiting.delete(message.id)' },
    'joinWorkers.answers': { limit: '2 questions', because: 'The kinds of questions are a type.' },
  },
  'packages/server/src/workers/relay.ts': {
    'Relay.#members': { limit: 'the configured workers', by: 'this.#members.delete(worker)' },
    'Relay.#rounds': { limit: '1 per question in progress', by: 'setTimeout(finish, timeoutMs)' },
    'Relay.#ask.missing': { limit: 'the configured workers', because: 'It is a copy of #members.' },
  },
  'packages/server/src/workers/request-counts.ts': {
    'RequestCounts.#windows': { limit: '50,000 clients', by: 'max: MAX_CLIENTS' },
  },
  'packages/server/src/workers/worker-pool.ts': {
    'WorkerPool.#workers': { limit: 'the configured workers', by: 'this.#workers.delete(worker)' },
  },
}
