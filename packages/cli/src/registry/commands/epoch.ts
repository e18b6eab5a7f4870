import { defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { requireConfig, storageOptions } from '../settings.js'

export const epoch = defineCommand({
  name: 'epoch',
  summary: 'Begin a new epoch of the change feed, after a rollback of the database that nothing else shows.',
  details:
    'A restore from a dump and a promotion without the end of the log are noticed by themselves. A volume that was set back to a snapshot looks like one that never went on: run this before the server starts again. Servers then drop their caches, and mirrors start over.',
  arguments: { action: { about: '`new`' } },
  options: storageOptions,
  examples: [
    { command: 'mcp-registry epoch new', about: 'After the data folder was set back to a snapshot' },
    {
      command: 'mcp-registry epoch new --database-url postgres://registry@db.internal/registry',
      about: 'After the volume of PostgreSQL was',
    },
  ],
  async run(context, { action }, options) {
    if (action !== 'new') throw new UsageError(`There is no "epoch ${action}". Use "epoch new".`)
    const config = await requireConfig(context, options)
    const { openStore, startEpoch } = await import('@mcp-registry/server')
    const store = await openStore(config.database, { notify: (message) => context.output.say(message) })
    try {
      await store.migrate()
      const started = await startEpoch(store.db)
      context.output.result(started, `Started epoch ${started.epoch} at change ${started.number}.`)
      return 'done'
    } finally {
      await store.close()
    }
  },
})
