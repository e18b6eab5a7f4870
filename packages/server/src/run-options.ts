import type { Parts, Services } from './services.js'

export interface RunOptions extends Parts {
  /** Stops the server: it stops accepting connections and finishes requests in progress. */
  readonly signal: AbortSignal
  /** Called after the schema is migrated and before the server listens, for example to fill an empty registry. */
  readonly onOpened?: (services: Services) => Promise<void>
  /** Called with the URL of the server once it listens. */
  readonly onListening?: (url: string) => void
}
