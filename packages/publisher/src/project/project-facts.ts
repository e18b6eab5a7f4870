import type { PackageType } from '@mcp-registry/contract'

/** The facts about the server in one project file; unknown facts are missing. */
export interface ProjectFacts {
  /** The path of the file relative to the project directory. */
  readonly source: string
  /** The folder of the workspace member that has the file, relative to the project directory; missing in the project directory itself. */
  readonly member?: string
  /** The server name, if the file already declares it for the ownership check. */
  readonly serverName?: string
  /** A short name from which to derive the server name. */
  readonly shortName?: string
  readonly title?: string
  readonly description?: string
  readonly version?: string
  /** What the file has instead of a version, as read by people: `0.0.0-development`, `a dynamic version`. */
  readonly openVersion?: string
  readonly repositoryUrl?: string
  /** The subfolder of the server in its repository. */
  readonly subfolder?: string
  readonly websiteUrl?: string
  /** The tags of the repository, newest first. */
  readonly tags?: readonly string[]
  /** The file that has to declare the server name, if it is not `source`. */
  readonly markerFile?: string
  /** Why that file does not reach the package registry yet, and the remedy. */
  readonly markerFault?: string
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
  /** The programs that the package contains; missing where the file does not tell. */
  readonly programs?: Programs
  /** Why clients cannot start the package as it is, and the remedy. */
  readonly fault?: string
  /** Image names in the project, for a package that does not name itself. */
  readonly images?: readonly ImageMention[]
  /** The port on which the server may listen instead of using standard input and output. */
  readonly port?: string
}

/** The programs of one package. */
export interface Programs {
  readonly names: readonly string[]
  /** The program that runners start unless they are told otherwise. */
  readonly own?: string
}

/** An image that a file of the project names. */
export interface ImageMention {
  readonly source: string
  /** The name without a tag. `{repository}` and `{owner}` stand for those of the repository. */
  readonly name: string
  /** What precedes the version in its tags; `ref` if its tags are those of git; missing if the file does not tell. */
  readonly tagForm?: '' | 'v' | 'ref'
}

/** The project directory to read. */
export interface ProjectFolder {
  readonly path: string
  /** The root of the repository, or the directory itself. */
  readonly top: string
  /** The names of its files. */
  readonly files: readonly string[]
  /** The names of its folders. */
  readonly folders: readonly string[]
  /** The text of a file; `undefined` if it does not exist. The path is relative to the directory. */
  readonly read: (path: string) => Promise<string | undefined>
  /** The names of the folders in a folder of the directory; empty if there is none. */
  readonly list: (path: string) => Promise<readonly string[]>
  readonly readBytes: (path: string) => Promise<Buffer | undefined>
}

/** Reads the facts in one kind of file. Never throws for an invalid file: it returns no facts instead. */
export type ProjectReader = (folder: ProjectFolder) => Promise<ProjectFacts | undefined>
