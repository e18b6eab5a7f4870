import type { PackageEntry } from '../read-entry.js'
import type { Text } from '../text.js'

/** How packages of one type are run. */
export interface PackageType {
  /** The runner when the document names none. */
  readonly runner: string
  /** The runners that a `runtimeHint` may name instead. */
  readonly runners: readonly string[]
  /** Runtime arguments that these rules add by themselves; a document's own copy of one is dropped. */
  readonly ownArguments: readonly string[]
  /** What an identifier must look like. Anything else could be an option, a path or another source to the runner. */
  readonly identifier: RegExp
  /** Runtime arguments that make the runner give a text to a shell, or split one up. */
  readonly shellArguments?: readonly string[]
  compose(parts: Parts): Composed
}

/** What a command line is made of, every value resolved. */
export interface Parts {
  readonly entry: PackageEntry
  readonly runner: string
  readonly runtime: readonly Text[]
  readonly args: readonly Text[]
  /** The names of the environment variables that are set. */
  readonly environment: readonly string[]
  /** The `registryBaseUrl`, unless it is the public one that every runner knows. */
  readonly baseUrl: string | undefined
}

export interface Composed {
  readonly command: string
  readonly args: readonly Text[]
  /** Environment variables for the runner itself. */
  readonly environment?: Readonly<Record<string, string>>
  readonly install?: { readonly command: string; readonly args: readonly Text[] }
}
