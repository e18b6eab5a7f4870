import { listServerJsonErrors } from '@mcp-registry/contract'
import { findObstacle } from '../catalog/import/entry-bounds.js'
import { readEntry as readImportedEntry, type ReadEntry } from '../catalog/import/imported-entry.js'
import { repairLatest } from '../catalog/import/repair-latest.js'
import { type ImportServices, upsertReadEntries } from '../catalog/import/upsert-read-entries.js'
import { refreshStatistics } from '../store/refresh-statistics.js'
import { openBatch } from './import-batch.js'
import type { ImportNotice, Tally } from './import-tally.js'
import { publishDocument, type PublishDocumentServices } from './publish-document.js'
import { readEntry, type SourceDocument, type SourceEntry } from './read-entry.js'
import type { SourceElement } from './read-source.js'

/** Minimum number of imported names for which the planner statistics are refreshed. */
const MANY_NAMES = 1_000

/** Imports elements of a source in order, and records each outcome in the tally. */
export function openImporter(services: ImportServices & PublishDocumentServices, tally: Tally, onWritten: () => void) {
  const batch = openBatch()
  const names = new Set<string>()
  // Names for which the source flags a latest version, and names with entries that do not specify it.
  const told = new Set<string>()
  const untold = new Set<string>()
  // The next batch is read while the database writes the previous one.
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    await writing
    const taken = batch.take()
    writing = upsertReadEntries(
      services,
      [...taken.values()].map(({ read }) => read),
    ).then((outcome) => {
      tally.addBatch(outcome, taken)
      onWritten()
    })
    // Rejections surface at the next `await`.
    writing.catch(() => {})
  }

  async function flush(): Promise<void> {
    await write()
    await writing
  }

  function remember({ entry: { name }, isLatest }: ReadEntry): void {
    names.add(name)
    if (isLatest === true) told.add(name)
    if (isLatest === undefined) untold.add(name)
  }

  async function takeEntry(position: string, entry: SourceEntry & { readonly kind: 'entry' }): Promise<void> {
    // Read the entry now, so that the parsed document need not be kept until the batch is full.
    const { value, ...imported } = entry
    const read = readImportedEntry(imported, services.clock.now(), value)
    if (read.obstacle !== undefined) return tally.refuse(toNotice(position, entry, read.obstacle))
    if (batch.isFull(read)) await write()
    batch.add(position, read)
    remember(read)
    const reason = findFault(entry)
    if (reason !== undefined) tally.warn(toNotice(position, entry, reason))
  }

  async function takeDocument(position: string, document: SourceDocument): Promise<void> {
    const obstacle = findObstacle({ ...document, documentBytes: Buffer.byteLength(document.document), metaBytes: 0 })
    if (obstacle !== undefined) return tally.refuse(toNotice(position, document, obstacle))
    // Keep the order of the source: of two documents, the later one is the later publication.
    await flush()
    const outcome = await publishDocument(services, document)
    if (outcome.kind !== 'refused') return tally.count(outcome.kind)
    return tally.refuse(toNotice(position, document, outcome.reason), outcome.deniedNamespace)
  }

  return {
    async take({ bytes, position }: SourceElement): Promise<void> {
      const entry = readEntry(bytes)
      if (entry.kind === 'unreadable') tally.refuse(toNotice(position, entry, entry.reason))
      else if (entry.kind === 'entry') await takeEntry(position, entry)
      else await takeDocument(position, entry)
    },
    /** Writes the remaining entries, and determines the latest versions. */
    async finish(): Promise<void> {
      await flush()
      const undecided = new Set([...untold].filter((name) => !told.has(name)))
      await repairLatest(services, [...names], undecided)
      if (names.size >= MANY_NAMES) await refreshStatistics(services.store)
    },
  }
}

function findFault({ document, value }: SourceDocument): string | undefined {
  const [first, ...others] = listServerJsonErrors({ text: document, value })
  if (!first) return undefined
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return `Today's rules would refuse it: ${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`
}

/** Maximum length of a name or version in a notice. Those of a refused entry may be megabytes long. */
const MAX_SHOWN_LENGTH = 255

function toNotice(position: string, { name, version }: { name?: string; version?: string }, reason: string): ImportNotice {
  const truncate = (text: string) => (text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text)
  return {
    position,
    ...(name !== undefined && { name: truncate(name) }),
    ...(version !== undefined && { version: truncate(version) }),
    reason,
  }
}
