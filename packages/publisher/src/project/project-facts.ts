import type { PackageType } from '@mcp-registry/contract'

/** The facts about the server in one project file; unknown facts are missing. */
export interface ProjectFacts {
  /** The path of the file relative to the project directory. */
  readonly source: string
  /** The server name, if the file already declares it for the ownership check. */
  readonly serverName?: string
  /** A short name from which to derive the server name. */
  readonly shortName?: string
  readonly title?: string
  readonly description?: string
  readonly version?: string
  readonly repositoryUrl?: string
  /** The subfolder of the server in its repository. */
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
  /** The package registry, if the file names one other than the public registry. */
  readonly registryBaseUrl?: string
}

/** The project directory to read. */
export interface ProjectFolder {
  readonly path: string
  /** The names of its files. */
  readonly files: readonly string[]
  /** The text of a file; `undefined` if it does not exist. The path is relative to the directory. */
  readonly read: (path: string) => Promise<string | undefined>
  readonly readBytes: (path: string) => Promise<Buffer | undefined>
}

/** Reads the facts in one kind of file. Never throws for an invalid file: it returns no facts instead. */
export type ProjectReader = (folder: ProjectFolder) => Promise<ProjectFacts | undefined>
