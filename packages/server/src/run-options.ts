import type { Parts, Services } from './services.js'

export interface RunOptions extends Parts {
  /** Stops the server: it accepts no more connections and finishes the requests in progress. */
  readonly signal: AbortSignal
  /** Called when the schema is up to date, before the server listens, for example to fill an empty registry. */
  readonly onOpened?: (services: Services) => Promise<void>
  /** Called with the URL at which the server listens. */
  readonly onListening?: (url: string) => void
}
