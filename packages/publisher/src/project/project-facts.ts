import type { PackageType } from '@mcp-registry/contract'

/** What one file of a project says about the server; what it does not say is absent. */
export interface ProjectFacts {
  /** The file, as a path from the folder of the project. */
  readonly source: string
  /** The server name, where the file already carries it for the ownership check. */
  readonly serverName?: string
  /** A short name to make a server name of. */
  readonly shortName?: string
  readonly title?: string
  readonly description?: string
  readonly version?: string
  readonly repositoryUrl?: string
  /** The folder of the server inside its repository. */
  readonly subfolder?: string
  readonly websiteUrl?: string
  readonly package?: PackageFacts
}

/** A package that the file describes. */
export interface PackageFacts {
  readonly registryType: PackageType
  readonly identifier: string
  readonly version?: string
  readonly fileSha256?: string
  /** The package registry, where the file says that it is not the public one. */
  readonly registryBaseUrl?: string
}

/** The folder that a project is read from. */
export interface ProjectFolder {
  readonly path: string
  /** The names of the files in it. */
  readonly files: readonly string[]
  /** The text of a file, `undefined` when there is none. The path is relative to the folder. */
  readonly read: (path: string) => Promise<string | undefined>
  readonly readBytes: (path: string) => Promise<Buffer | undefined>
}

/** Reads what one kind of file says. Never throws for a broken file: a reader that understands nothing says nothing. */
export type ProjectReader = (folder: ProjectFolder) => Promise<ProjectFacts | undefined>
