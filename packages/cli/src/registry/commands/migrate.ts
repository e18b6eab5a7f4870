import { defineCommand } from '@mcp-registry/publisher/command-line'
import { requireConfig, storageOptions } from '../settings.js'

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Migrate the database schema.',
  details: '"serve" does the same when it starts. Concurrent migrations wait for each other.',
  options: storageOptions,
  examples: [
    { command: 'mcp-registry migrate', about: 'Migrate the embedded database in ./data' },
    {
      command: 'mcp-registry migrate --database-url postgres://registry@db.internal/registry',
      about: 'Migrate a PostgreSQL database',
    },
  ],
  async run(context, _args, options) {
    const config = await requireConfig(context, options)
    const { openStore } = await import('@mcp-registry/server')
    const store = await openStore(config.database, { notify: (message) => context.output.say(message) })
    try {
      const applied = await store.migrate()
      const text = applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`
      context.output.result({ applied }, text)
      return 'done'
    } finally {
      await store.close()
    }
  },
})
