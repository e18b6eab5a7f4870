import type { ImportSummary, Services } from '@mcp-registry/server'
import type { Context } from '@mcp-registry/publisher/command-line'

/** The parts of an open registry that an import uses; `deniedNamespaces` comes from the configuration. */
export type ImportTarget = Pick<Services, 'store' | 'clock'> & { readonly deniedNamespaces: readonly string[] }

/** Imports a source and displays the progress. */
export async function importWithProgress(
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  { store, clock, deniedNamespaces }: ImportTarget,
  source: string,
): Promise<ImportSummary> {
  const { importEntries } = await import('@mcp-registry/server')
  using progress = output.progress('Importing')
  return await importEntries({ store, clock, deniedNamespaces }, source, {
    signal,
    onProgress: ({ entries, readBytes, totalBytes }) =>
      // If the size is unknown, counts entries.
      progress.update(totalBytes === undefined ? entries : readBytes, totalBytes, `${toCount(entries)} entries`),
  })
}

export function toCount(count: number): string {
  return count.toLocaleString('en-US')
}
