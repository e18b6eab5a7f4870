import type { PackageEntry } from '../read-entry.js'
import type { Text } from '../text.js'

/** How packages of a type are run. */
export interface PackageType {
  /** The default runner, if the document names none. */
  readonly runner: string
  /** The runners that `runtimeHint` may select. */
  readonly runners: readonly string[]
  /** The program that must be on the machine, if it is not the runner. */
  readonly toProgram?: (entry: PackageEntry) => string
  /** The syntax of identifiers. The runner could interpret anything else as an option, a path or another source. */
  readonly identifier: RegExp
  /** Runtime arguments that make the runner pass a string to a shell, or split one. */
  readonly shellArguments?: readonly string[]
  compose(parts: Parts): Composed
}

/** The parts of a command line, with every value resolved. */
export interface Parts {
  readonly entry: PackageEntry
  readonly runner: string
  readonly runtime: readonly Text[]
  readonly args: readonly Text[]
  /** The names of the environment variables that are set. */
  readonly environment: readonly string[]
  /** The `registryBaseUrl`, unless it is the public registry, which is the default of every runner. */
  readonly baseUrl: string | undefined
  /** The URL at which the server listens; undefined if it uses stdio, or if the URL is incomplete. */
  readonly url: URL | undefined
}

export interface Composed {
  readonly command: string
  readonly args: readonly Text[]
  /** Environment variables for the runner itself. */
  readonly environment?: Readonly<Record<string, string>>
  readonly install?: { readonly command: string; readonly args: readonly Text[] }
}
