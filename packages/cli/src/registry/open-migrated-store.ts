import type { Config, Store } from '@mcp-registry/server'
import type { Context } from '@mcp-registry/publisher/command-line'
import { requireConfig } from './settings.js'

export interface MigratedStore extends AsyncDisposable {
  readonly store: Store
  readonly config: Config
}

/** Opens the database that the options select, and migrates its schema. */
export async function openMigratedStore(
  context: Pick<Context, 'env' | 'output'>,
  options: Parameters<typeof requireConfig>[1],
): Promise<MigratedStore> {
  const config = await requireConfig(context, options)
  const { openStore } = await import('@mcp-registry/server')
  const store = await openStore(config.database, { notify: (message) => context.output.say(message) })
  try {
    await store.migrate()
  } catch (error) {
    await store.close()
    throw error
  }
  return { store, config, [Symbol.asyncDispose]: () => store.close() }
}
