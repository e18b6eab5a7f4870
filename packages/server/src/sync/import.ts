import { listServerJsonErrors } from '@mcp-registry/contract'
import { findObstacle } from '../catalog/entry-bounds.js'
import { readEntry as readImportedEntry } from '../catalog/imported-entry.js'
import { repairLatest } from '../catalog/repair-latest.js'
import { upsertReadEntries } from '../catalog/upsert-imported-entries.js'
import type { Services } from '../services.js'
import { refreshStatistics } from '../store/refresh-statistics.js'
import { publishDocument } from './publish-document.js'
import { openBatch } from './import-batch.js'
import { type ImportNotice, type ImportSummary, openTally } from './import-tally.js'
import { readEntry, type SourceDocument } from './read-entry.js'
import { type ReadOptions, readSource } from './read-source.js'
import { SourceError } from './source-error.js'

export interface ImportProgress {
  readonly entries: number
  readonly readBytes: number
  readonly totalBytes: number | undefined
}

export interface ImportOptions extends Omit<ReadOptions, 'onBytes'> {
  readonly onProgress?: (progress: ImportProgress) => void
}

/** Of a name or version that is refused, which may have megabytes. */
const MAX_SHOWN_LENGTH = 255

/** A change of so many that the planner has to hear of it. */
const MANY_NAMES = 1_000

type ImportServices = Pick<Services, 'store' | 'clock'>

/**
 * Brings everything of a source into the registry. Entries that a registry knew keep their document, timestamps, status and latest
 * flag; documents that none knew are published now, by the rules of publishing but without permission or proof, since the operator
 * vouches for them. Running it again changes nothing, and after a break it goes on.
 */
export async function importEntries(
  services: ImportServices,
  source: string,
  { onProgress, ...options }: ImportOptions = {},
): Promise<ImportSummary> {
  const tally = openTally()
  const progress = { entries: 0, readBytes: 0, totalBytes: undefined as number | undefined }
  const batch = openBatch()
  const names = new Set<string>()
  // While the database writes a batch, the next one is read.
  let writing = Promise.resolve()
  const write = async (): Promise<void> => {
    await writing
    const taken = batch.take()
    const entries = [...taken.values()].map(({ read }) => read)
    for (const { entry } of entries) names.add(entry.name)
    writing = upsertReadEntries(services, entries).then((outcome) => {
      tally.addBatch(outcome, taken)
      onProgress?.({ ...progress })
    })
    // Whoever waits for it next hears of its failure.
    writing.catch(() => {})
  }
  const flush = () => write().then(() => writing)
  const onBytes = (readBytes: number, totalBytes: number | undefined) => Object.assign(progress, { readBytes, totalBytes })

  let fault: string | undefined
  try {
    for await (const { bytes, position } of readSource(source, { ...options, onBytes })) {
      options.signal?.throwIfAborted()
      progress.entries += 1
      const entry = readEntry(bytes)
      if (entry.kind === 'unreadable') tally.refuse(toNotice(position, entry, entry.reason))
      else if (entry.kind === 'entry') {
        // At once, so that what the document says need not be kept until the batch is full.
        const { value, ...imported } = entry
        const read = readImportedEntry(imported, services.clock.now(), value)
        if (read.obstacle !== undefined) {
          tally.refuse(toNotice(position, entry, read.obstacle))
          continue
        }
        if (batch.isFull(read)) await write()
        batch.add(position, read)
        const reason = findFault(entry)
        if (reason !== undefined) tally.warn(toNotice(position, entry, reason))
      } else {
        const obstacle = findObstacle({ ...entry, documentBytes: Buffer.byteLength(entry.document), metaBytes: 0 })
        if (obstacle !== undefined) {
          tally.refuse(toNotice(position, entry, obstacle))
          continue
        }
        // In the order of the source: the later of two documents is the later publication.
        await flush()
        const outcome = await publishDocument(services, entry)
        if (outcome.kind === 'refused') tally.refuse(toNotice(position, entry, outcome.reason))
        else tally.count(outcome.kind)
      }
    }
  } catch (error) {
    if (options.signal?.aborted) fault = 'The import was interrupted. Run it again to go on.'
    else if (error instanceof SourceError) fault = error.message
    else throw error
  }
  await flush()
  // A list of a part of the versions may flag none of a server as the latest.
  await repairLatest(services, [...names])
  if (names.size >= MANY_NAMES) await refreshStatistics(services.store)
  return { ...tally.summary(), ...(fault !== undefined && { fault }) }
}

function findFault({ document, value }: SourceDocument): string | undefined {
  const [first, ...others] = listServerJsonErrors({ text: document, value })
  if (!first) return undefined
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return `Today's rules would refuse it: ${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`
}

function toNotice(position: string, { name, version }: { name?: string; version?: string }, reason: string): ImportNotice {
  const toShown = (text: string) => (text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text)
  return {
    position,
    ...(name !== undefined && { name: toShown(name) }),
    ...(version !== undefined && { version: toShown(version) }),
    reason,
  }
}
