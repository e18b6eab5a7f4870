import type { Publications } from '../catalog/publish/publications.js'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import { auditImport } from './audit-import.js'
import { type ImportSummary, openTally } from './import-tally.js'
import { openImporter } from './open-importer.js'
import { type ReadOptions, readSource } from './read-source.js'
import { SourceError } from './source-error.js'

export interface ImportProgress {
  readonly entries: number
  readonly readBytes: number
  readonly totalBytes: number | undefined
}

export interface ImportOptions extends Omit<ReadOptions, 'onBytes' | 'onRemark'> {
  readonly onProgress?: (progress: ImportProgress) => void
}

interface ImportServices {
  readonly store: Store
  readonly clock: Clock
  readonly publications: Publications
  /** From the configuration, in addition to those that administrators have denied. */
  readonly deniedNamespaces?: readonly string[]
}

/**
 * Imports everything from a source. Entries of another registry keep their document, timestamps, status and latest flag. Standalone
 * documents are published now, by the rules of publishing but without permission or proof, since the operator vouches for them. Repeating
 * an import changes nothing, and completes an interrupted one. The import is recorded in the audit log.
 */
export async function importEntries(
  services: ImportServices,
  source: string,
  { onProgress, ...options }: ImportOptions = {},
): Promise<ImportSummary> {
  const tally = openTally()
  const progress = { entries: 0, readBytes: 0, totalBytes: undefined as number | undefined }
  const importer = openImporter(services, tally, () => onProgress?.({ ...progress }))
  const onBytes = (readBytes: number, totalBytes: number | undefined) => Object.assign(progress, { readBytes, totalBytes })

  /** Imports the elements of the source; returns why it was not read to its end. */
  async function takeAll(): Promise<string | undefined> {
    try {
      for await (const element of readSource(source, { ...options, onBytes, onRemark: tally.remark })) {
        options.signal?.throwIfAborted()
        progress.entries += 1
        await importer.take(element)
      }
      return undefined
    } catch (error) {
      if (options.signal?.aborted) return 'The import was interrupted. Run it again to go on.'
      if (error instanceof SourceError) return error.message
      throw error
    }
  }

  const audit = (summary: ImportSummary) => auditImport(services, { source, summary, denied: tally.denied })
  try {
    const fault = await takeAll()
    await importer.finish()
    const summary = { ...tally.summary(), ...(fault !== undefined && { fault }) }
    await audit(summary)
    return summary
  } catch (error) {
    // What was imported so far is recorded as well, if the database still accepts it.
    await audit({ ...tally.summary(), fault: String(error) }).catch(() => undefined)
    throw error
  }
}
