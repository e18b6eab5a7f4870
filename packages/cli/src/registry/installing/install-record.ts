import type { Undo } from './undo.js'

export type Scope = 'user' | 'project'

/** A server in the file of a client, as it was installed. Values of secret inputs are never recorded. */
export interface InstalledEntry {
  /** The name of the entry in the file. */
  readonly key: string
  readonly client: string
  readonly scope: Scope
  readonly registry: string
  readonly server: string
  readonly version: string
  /** What was chosen of the server: a package by its type and identifier, or a remote by its URL. */
  readonly launch: InstalledLaunch
  /** The values that were given for inputs that are not secret, by the ID of the input. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>
  /** The URL of the source repository, if the installed version names one. */
  readonly repository?: string
  /** Whether the entry was added to the file, rather than found in it. */
  readonly isPlaced: boolean
}

export type InstalledLaunch =
  | { readonly kind: 'package'; readonly type: string; readonly identifier: string }
  | { readonly kind: 'remote'; readonly url: string }

/** A file of a client with its installed entries, in the order in which they were added. */
export interface InstalledFile {
  readonly path: string
  readonly entries: readonly InstalledEntry[]
  readonly undo?: Undo
  /** The first of the folders that were created for the file. */
  readonly createdFolder?: string
}

/** Everything that was installed by the user. */
export interface InstallRecord {
  readonly version: 1
  readonly files: readonly InstalledFile[]
}
