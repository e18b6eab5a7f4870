import { RegistryError, type ServerDocument, type Status } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import { authorize } from '../identity/authorize.js'
import type { Publisher } from '../identity/publisher.js'
import type { Database, VersionsTable } from '../store/database.js'
import { lockRows, requireExactVersion, settle, withStatus } from './change-status.js'
import { isSameJson } from './compare-json.js'
import { writeDrafts } from './drafts.js'
import { requireSpelling, toMissingVersion } from './missing.js'
import type { PublishServices } from './publish-server.js'
import { toWarnings } from './publish-warnings.js'
import { listRemoteUrls, replaceRemoteUrls } from './remote-urls.js'
import { requireDocument } from './require-document.js'
import { toSearchText } from './search-words.js'
import { listSummaries } from './server-versions.js'
import { findVersion } from './find-version.js'
import { requireNotHeld } from './takedowns/find-holds.js'
import { toEntry } from './to-entry.js'

/** Replaces the document of a version, and its status when one is given. Name and version stay. */
export async function editServer(
  services: PublishServices,
  publisher: Publisher,
  name: string,
  version: string,
  bodyText: string,
  status?: Status,
): Promise<string> {
  await authorize(services, publisher, 'edit', name)
  requireExactVersion(version)
  const document = requireDocument(bodyText)
  const { store, ownership } = services
  const spelling = await requireSpelling(store.db, name)
  requireSameIdentity(document, spelling, version)
  const current = await findVersion(store.db, spelling, version)
  if (!current) throw await toMissingVersion(store.db, spelling, version)
  // Packages that stay have been proven before.
  const { packages } = JSON.parse(current.document) as { packages?: unknown }
  if (!isSameJson(packages, document.server.packages)) await ownership.prove(document.server)
  return store.transaction((tx) => editVersion(tx, services, spelling, document, status))
}

function requireSameIdentity({ server }: ServerDocument, name: string, version: string): void {
  if (server.name === name && server.version === version) return
  throw new RegistryError(
    'rule-violated',
    `The document is ${server.name} ${server.version}, the path says ${name} ${version}. An edit changes neither; publish a new version.`,
  )
}

async function editVersion(
  tx: Transaction<Database>,
  services: PublishServices,
  name: string,
  document: ServerDocument,
  status: Status | undefined,
): Promise<string> {
  const { version } = document.server
  const urls = listRemoteUrls(document.server)
  const [before] = await lockRows(tx, name, [version], urls)
  if (!before) throw await toMissingVersion(tx, name, version)

  const withNewStatus = status && withStatus(before, { status })
  const after = { ...(withNewStatus ?? before), document: document.text, search_text: toSearchText(document.server) }
  const isUnchanged = !withNewStatus && before.document === after.document
  if (!isUnchanged) await requireNotHeld(tx, services, [before])
  const row = isUnchanged
    ? before
    : await write(tx, services.clock.now(), after, withNewStatus ? 'status-changed' : 'content-changed')
  if (!isUnchanged) await replaceRemoteUrls(tx, [{ name, version, urls }])

  const versions = (await listSummaries(tx, name)).filter((summary) => summary.name === name)
  const own = { version, publishedAt: row.published_at, status: row.status }
  return toEntry(row, toWarnings(document, own, versions))
}

async function write(
  tx: Transaction<Database>,
  now: Date,
  row: VersionsTable,
  kind: 'status-changed' | 'content-changed',
): Promise<VersionsTable> {
  const drafts = await settle(tx, row.name, [{ kind, row }])
  const [written] = await writeDrafts(tx, drafts, now)
  if (!written) throw new Error('nothing was written')
  return written
}
