import { defineCommand, defineGroup } from '@mcp-registry/publisher/command-line'
import { toVersionCount } from '../administration/to-version-count.js'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'

const repair = defineCommand({
  name: 'repair',
  summary: 'Move timestamps in the future back to the present.',
  details:
    'Timestamps of changes never decrease. After a process ran with a system clock years ahead, all later changes have timestamps in the future, and the server logs an error. Correct the system clock, stop the server, and run this command. It keeps the order of changes. Mirrors that poll with updated_since have to start over.',
  options: storageOptions,
  examples: [{ command: 'mcp-registry clock repair', about: 'Repair the embedded database in ./data' }],
  async run(context, _arguments, options) {
    await using opened = await openMigratedStore(context, options)
    const { repairClock, systemClock } = await import('@mcp-registry/server')
    const repaired = await repairClock({ store: opened.store, clock: systemClock })
    const text =
      repaired === undefined
        ? `No timestamp is later than ${systemClock.now().toISOString()}.`
        : `Reset the timestamps of ${toVersionCount(repaired.versions)}, and the change clock from ${repaired.before} to ${repaired.after}.`
    context.output.result({ repaired: repaired ?? null }, text)
    return 'done'
  },
})

export const clock = defineGroup({
  name: 'clock',
  summary: 'Repair timestamps in the future.',
  commands: [repair],
})
