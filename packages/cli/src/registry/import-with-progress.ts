import type { ImportSummary, Services } from '@mcp-registry/server'
import type { Context } from '@mcp-registry/publisher/command-line'

/** The parts of an open registry that an import uses; `deniedNamespaces` comes from the configuration. */
export type ImportTarget = Pick<Services, 'store' | 'clock' | 'publications' | 'deniedNamespaces'>

/** Imports a source and displays the progress. */
export async function importWithProgress(
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  services: ImportTarget,
  source: string,
): Promise<ImportSummary> {
  const { importEntries } = await import('@mcp-registry/server')
  using progress = output.progress('Importing')
  return await importEntries(services, source, {
    signal,
    onProgress: ({ entries, readBytes, totalBytes }) =>
      // If the size is unknown, counts entries.
      progress.update(totalBytes === undefined ? entries : readBytes, totalBytes, `${toCount(entries)} entries`),
  })
}

export function toCount(count: number): string {
  return count.toLocaleString('en-US')
}
