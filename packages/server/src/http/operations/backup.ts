import Type from 'typebox'
import { toExportFolder } from '../../aggregators/export-folder.js'
import { recordDone } from '../../audit/audit-log.js'
import { spoolBackup } from '../../backup/spool-backup.js'
import { requireAdministrator } from '../../identity/permissions.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation, StreamAnswer } from '../operation.js'

/** The operation that backs up the registry, for administrators. */
export function backupOperation(services: Services): Operation {
  const { config, store, clock, workers } = services
  const folder = toExportFolder(config.dataDir, workers?.id)
  return defineOperation({
    method: 'POST',
    path: `/x/${config.extensionNamespace}/backup`,
    operationId: 'createBackup',
    tag: 'administration',
    summary: 'Back up the registry',
    description:
      'Everything that the database holds, of one moment, for `mcp-registry restore`: also the audit log, policies, takedowns and denied namespaces. The signing key is not in it. With the embedded database, writes wait until the backup is on the disk of the server.',
    access: 'publisher',
    audit: 'backup',
    answer: {
      schema: Type.String({ format: 'binary' }),
      type: 'application/gzip',
      description: 'The backup: JSON Lines, gzip.',
      example: '',
    },
    errors: ['forbidden', 'database-unavailable'],
    async handle({ publisher }, attempt) {
      requireAdministrator(publisher)
      const { summary, bytes, stream } = await spoolBackup({ store, clock }, folder)
      try {
        await store.transaction((tx) => recordDone(tx, clock, attempt))
      } catch (error) {
        stream.destroy()
        throw error
      }
      const day = summary.createdAt.slice(0, 10)
      return new StreamAnswer(stream, {
        'content-type': 'application/gzip',
        'content-length': String(bytes),
        'content-disposition': `attachment; filename="registry-${day}-${summary.number}.backup.gz"`,
        'cache-control': 'no-store',
        'x-registry-change': String(summary.number),
        ...(summary.epoch !== undefined && { 'x-registry-epoch': summary.epoch }),
      })
    },
  })
}
