import { defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { requireConfig, storageOptions } from '../settings.js'

export const clock = defineCommand({
  name: 'clock',
  summary: 'Repair timestamps of the future.',
  details: [
    'Timestamps of changes never go back, so a process that started with a clock years ahead leaves every later one in the future, and',
    'the server logs an error. Set the system clock right, stop the server, and run "clock repair": timestamps of the future become the',
    'present one in their order, and the changes after that are true. Mirrors that poll with updated_since have to start over.',
  ].join('\n'),
  arguments: { action: { about: '`repair`' } },
  options: storageOptions,
  examples: [{ command: 'mcp-registry clock repair', about: 'Repair the embedded database in ./data' }],
  async run(context, { action }, options) {
    if (action !== 'repair') throw new UsageError(`There is no "clock ${action}". Use "clock repair".`)
    const config = await requireConfig(context, options)
    const { openStore, repairClock, systemClock } = await import('@mcp-registry/server')
    const store = await openStore(config.database, { notify: (message) => context.output.say(message) })
    try {
      await store.migrate()
      const repair = await repairClock({ store, clock: systemClock })
      const text =
        repair === undefined
          ? `No timestamp is later than ${systemClock.now().toISOString()}.`
          : `Brought the timestamps of ${repair.versions} versions back, and the change clock from ${repair.before} to ${repair.after}.`
      context.output.result({ repaired: repair ?? null }, text)
      return 'done'
    } finally {
      await store.close()
    }
  },
})
