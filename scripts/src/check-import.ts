// Imports a listing into an empty registry on both engines and compares the served entries with the listing.
// node scripts/dist/check-import.js <listing.json|listing.json.gz>
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { OFFICIAL_META_KEY, type OfficialMeta } from '@mcp-registry/contract'
import {
  type DatabaseConfig,
  importEntries,
  type ImportSummary,
  listServers,
  openPublications,
  openStore,
  type Store,
  systemClock as clock,
} from '@mcp-registry/server'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'

interface Entry {
  readonly server: { readonly name: string; readonly version: string }
  readonly _meta: { readonly [OFFICIAL_META_KEY]?: OfficialMeta }
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('Usage: node scripts/dist/check-import.js <listing>')
  process.exit(2)
}

const bytes = await readFile(path)
const listing = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()) as { servers: Entry[] }
const names = new Set(listing.servers.map(({ server }) => server.name))
console.log(`${listing.servers.length} entries of ${names.size} names\n`)
console.log('| engine | first import | again | walk | latest | entries that differ |')
console.log('| --- | ---: | ---: | ---: | ---: | ---: |')

const folder = await mkdtemp(join(tmpdir(), 'check-import-'))
const postgres = await startPostgres({ isDurable: true })
try {
  await check('PGlite', { kind: 'embedded', dataDir: folder }, path)
  await check('PostgreSQL', { kind: 'postgres', url: postgres.url }, path)
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true })
}

async function check(engine: string, database: DatabaseConfig, source: string): Promise<void> {
  const store = await openStore(database)
  try {
    await store.migrate()
    const services = { store, clock, publications: openPublications({ store, clock }) }
    const first = await timed(() => importEntries(services, source))
    const again = await timed(() => importEntries(services, source))
    const walked = await walk(store, {})
    const latest = await walk(store, { version: 'latest' })
    const differing = listDifferences(walked)
    console.log(`| ${engine} | ${toCell(first)} | ${toCell(again)} | ${walked.length} | ${latest.length} | ${differing.length} |`)
    const isRight =
      first.value.added === listing.servers.length &&
      again.value.unchanged === listing.servers.length &&
      walked.length === listing.servers.length &&
      latest.length === names.size &&
      differing.length === 0
    if (isRight) return
    for (const difference of differing.slice(0, 10)) console.error(difference)
    process.exitCode = 1
  } finally {
    await store.close()
  }
}

async function timed(run: () => Promise<ImportSummary>): Promise<{ value: ImportSummary; seconds: number }> {
  const start = performance.now()
  return { value: await run(), seconds: (performance.now() - start) / 1000 }
}

function toCell({ value, seconds }: { value: ImportSummary; seconds: number }): string {
  const { added, updated, unchanged, kept, refused } = value
  const counts = Object.entries({ added, updated, unchanged, kept, refused }).filter(([, count]) => count > 0)
  return `${counts.map(([what, count]) => `${count} ${what}`).join(', ')} in ${seconds.toFixed(1)} s`
}

async function walk(store: Store, filters: { version?: string }): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let cursor: string | undefined; ;) {
    const { body } = await listServers({ store }, { limit: 100, ...filters, ...(cursor !== undefined && { cursor }) })
    const page = JSON.parse(String(body)) as { servers: Entry[]; metadata: { nextCursor?: string } }
    entries.push(...page.servers)
    cursor = page.metadata.nextCursor
    if (cursor === undefined) return entries
  }
}

/** Every position at which the walk differs from the listing, sorted in byte order. */
function listDifferences(walked: readonly Entry[]): string[] {
  const expected = listing.servers.toSorted(
    (a, b) => compareBytes(a.server.name, b.server.name) || compareBytes(a.server.version, b.server.version),
  )
  return expected.flatMap((entry, index) => {
    const found = walked[index]
    if (found && isDeepStrictEqual(found.server, entry.server) && isSameMeta(found, entry)) return []
    return [`${index}: ${entry.server.name} ${entry.server.version} is ${JSON.stringify(found)}`]
  })
}

function isSameMeta(a: Entry, b: Entry): boolean {
  return (['publishedAt', 'updatedAt', 'status', 'isLatest'] as const).every(
    (field) => a._meta[OFFICIAL_META_KEY]?.[field] === b._meta[OFFICIAL_META_KEY]?.[field],
  )
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
