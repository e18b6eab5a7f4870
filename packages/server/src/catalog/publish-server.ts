import { foldServerName, RegistryError, requireServerName, type ServerDocument, type ServerName } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import { authorize } from '../identity/authorize.js'
import type { Publisher } from '../identity/publisher.js'
import type { Ownership } from '../ownership/ownership.js'
import type { Database, VersionsTable } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { rehearse } from '../store/rehearse.js'
import { listDifferences } from './compare-json.js'
import { type Draft, settleLatest, writeDrafts } from './drafts.js'
import { lockServer } from './locks.js'
import { toWarnings } from './publish-warnings.js'
import { insertRemoteUrls, listRemoteUrls, requireFreeRemoteUrls } from './remote-urls.js'
import { findNameInBody, requireDocument } from './require-document.js'
import { toSearchText } from './search-words.js'
import { listRows, listSummaries, type VersionSummary } from './server-versions.js'
import { toEntry } from './to-entry.js'

export interface PublishServices {
  readonly store: Store
  readonly ownership: Ownership
  readonly clock: { now(): Date }
  readonly maxVersionsPerServer?: number
}

const MAX_VERSIONS_PER_SERVER = 10_000

/**
 * Publishes one version; the same document again is the same answer and changes nothing. A dry run checks everything, ownership
 * included, answers what publishing would, and changes nothing either.
 */
export async function publishServer(
  services: PublishServices,
  publisher: Publisher,
  bodyText: string,
  { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
): Promise<string> {
  const claimedName = findNameInBody(bodyText)
  if (claimedName !== undefined) await authorize(services, publisher, 'publish', claimedName)
  const document = requireDocument(bodyText)
  const name = requireServerName(document.server.name)
  await authorize(services, publisher, 'publish', name)
  // Before the transaction: a package registry can take seconds, and the locks make every publisher of this name wait.
  await services.ownership.prove(document.server)
  const publish = (tx: Transaction<Database>) => publishVersion(tx, services, name, document)
  return dryRun ? rehearse(services.store, publish) : services.store.transaction(publish)
}

async function publishVersion(
  tx: Transaction<Database>,
  { clock, maxVersionsPerServer = MAX_VERSIONS_PER_SERVER }: PublishServices,
  name: ServerName,
  document: ServerDocument,
): Promise<string> {
  const { version } = document.server
  const urls = listRemoteUrls(document.server)
  await lockServer(tx, name, urls)

  const versions = requireOneSpelling(await listSummaries(tx, name), name)
  const published = versions.find((summary) => summary.version === version)
  if (published) return repeatPublication(tx, published, document, versions)
  if (versions.length >= maxVersionsPerServer) throw toTooMany(name, maxVersionsPerServer)
  await requireFreeRemoteUrls(tx, name, urls)

  const drafts = await settleLatest(tx, versions, [{ kind: 'published', row: toRow(name, document) } satisfies Draft])
  const rows = await writeDrafts(tx, drafts, clock.now())
  const [row] = rows
  if (!row) throw new Error('nothing was written')
  await insertRemoteUrls(tx, [{ name, version, urls }])
  return toEntry(row, toWarnings(document, toOrdered(row), [...versions, toOrdered(row)]))
}

// A mirror may hold several spellings; then each goes on under its own.
function requireOneSpelling(summaries: readonly VersionSummary[], name: ServerName): VersionSummary[] {
  const own = summaries.filter((summary) => summary.name === name)
  const [other] = summaries
  if (own.length > 0 || !other) return own
  throw new RegistryError(
    'name-spelling-conflict',
    `${name} exists as ${other.name}: names that differ only in case are one server. Publish as ${other.name}.`,
  )
}

async function repeatPublication(
  tx: Transaction<Database>,
  published: VersionSummary,
  document: ServerDocument,
  versions: readonly VersionSummary[],
): Promise<string> {
  const { name, version } = published
  if (published.status === 'deleted') {
    throw new RegistryError(
      'version-exists',
      `Version ${version} of ${name} was deleted, and its number is not reusable. Publish a new version, or restore this one.`,
    )
  }
  const [row] = await listRows(tx, name, [version])
  if (!row) throw new Error('a locked version vanished')
  const differences = listDifferences(JSON.parse(row.document), JSON.parse(document.text))
  if (differences.length === 0) return toEntry(row, toWarnings(document, published, versions))
  throw new RegistryError(
    'version-exists',
    `Version ${version} of ${name} is already published with different content. Publish a new version.`,
    { errors: differences.map((path) => ({ message: 'This differs from what is published.', location: `body.${path}` })) },
  )
}

function toTooMany(name: string, limit: number): RegistryError {
  return new RegistryError(
    'too-many-versions',
    `${name} has ${limit} versions, as many as a server may have. Publish under another name.`,
  )
}

function toRow(name: ServerName, { server, text }: ServerDocument): VersionsTable {
  return {
    name,
    version: server.version,
    folded_name: foldServerName(name),
    document: text,
    status: 'active',
    status_message: null,
    search_text: toSearchText(server),
    origin: 'published',
    is_latest: false,
    // Known when it is written.
    meta: '',
    status_changed_at: '',
    published_at: '',
    updated_at: '',
    change_number: 0,
  }
}

function toOrdered(row: VersionsTable): { version: string; publishedAt: string; status: VersionsTable['status'] } {
  return { version: row.version, publishedAt: row.published_at, status: row.status }
}
