import { stat } from 'node:fs/promises'
import type { RestoreSummary } from '@mcp-registry/server'
import { defineCommand } from '@mcp-registry/publisher/command-line'
import { toVersionCount } from '../administration/to-version-count.js'
import { toCount } from '../import-with-progress.js'
import { requireConfig, storageOptions } from '../settings.js'

export const restore = defineCommand({
  name: 'restore',
  summary: 'Restore a backup.',
  details:
    'Restores into an empty database, or with --replace replaces the contents of the database. It is one transaction: readers see the state before it or after it. Servers on PostgreSQL may keep running; a server with an embedded database must be stopped. Takedowns, denied namespaces and audit log entries that the backup does not have are kept. Mirrors start over.',
  arguments: { file: { about: 'a backup, gzipped or not' } },
  options: {
    ...storageOptions,
    replace: { kind: 'flag', about: 'replace the contents of the database' },
  },
  examples: [
    { command: 'mcp-registry restore registry.backup.gz', about: 'Restore into the empty directory ./data' },
    {
      command: 'mcp-registry restore registry.backup.gz --replace --database-url postgres://registry@db.internal/registry',
      about: 'Replace the contents of a PostgreSQL database',
    },
  ],
  async run(context, { file }, { replace, ...options }) {
    const { output, signal } = context
    const { size } = await stat(file)
    const config = await requireConfig(context, options)
    const { openFile, openStore, restoreBackup, systemClock } = await import('@mcp-registry/server')
    const store = await openStore(config.database, { noStatementTimeout: true, notify: (message) => output.say(message) })
    try {
      await store.migrate()
      using progress = output.progress('Restoring')
      let read = 0
      const bytes = openFile(file, (count) => void (read += count))
      const services = { store, clock: systemClock, deniedNamespaces: config.identity.deniedNamespaces }
      const onProgress = (rows: number) => progress.update(read, size, `${toCount(rows)} rows`)
      const restored = await restoreBackup(services, bytes, { replace, signal, onProgress }).catch((error: unknown) => {
        if (signal.aborted) output.warn('Nothing was restored; the database is as it was.')
        throw error
      })
      output.result(restored, toText(file, restored))
      return 'done'
    } finally {
      await store.close()
    }
  },
})

function toText(file: string, { createdAt, rows, kept, hidden, number }: RestoreSummary): string {
  const { takedowns = 0, denied_namespaces: denials = 0, audit_log: entries = 0 } = kept
  const others = [
    ...(takedowns > 0 ? [`${toCount(takedowns)} takedowns`] : []),
    ...(denials > 0 ? [`${toCount(denials)} denied namespaces`] : []),
    ...(entries > 0 ? [`${toCount(entries)} entries of the audit log`] : []),
  ]
  return [
    `Restored ${toVersionCount(rows.versions ?? 0)} from ${file}, made at ${createdAt}, as of change ${toCount(number)}.`,
    ...(others.length > 0 ? [`Kept what is newer than the backup: ${others.join(', ')}.`] : []),
    ...(hidden > 0 ? [`${toVersionCount(hidden)} hidden by takedowns or denied namespaces.`] : []),
  ].join('\n')
}
