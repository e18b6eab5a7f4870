import { defineCommand, defineGroup } from '@mcp-registry/publisher/command-line'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'

const startNew = defineCommand({
  name: 'new',
  summary: 'Start a new epoch.',
  details:
    'Stop the server first. Servers then drop their caches, and mirrors start over. A restore from a dump, and the promotion of a replica that lacks the end of the log, are detected without this command. The restore of a volume snapshot cannot be detected.',
  options: storageOptions,
  examples: [
    { command: 'mcp-registry epoch new', about: 'After a snapshot of the data folder was restored' },
    {
      command: 'mcp-registry epoch new --database-url postgres://registry@db.internal/registry',
      about: 'After a snapshot of the PostgreSQL volume was restored',
    },
  ],
  async run(context, _arguments, options) {
    await using opened = await openMigratedStore(context, options)
    const { startEpoch } = await import('@mcp-registry/server')
    const started = await startEpoch(opened.store.db)
    context.output.result(started, `Started epoch ${started.epoch} at change ${started.number}.`)
    return 'done'
  },
})

export const epoch = defineGroup({
  name: 'epoch',
  summary: 'Start a new epoch of the change feed after a snapshot was restored.',
  commands: [startNew],
})
