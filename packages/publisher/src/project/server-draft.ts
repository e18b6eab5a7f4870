import type { ChosenPackage } from './choose-program.js'

/** The values for a server.json: found in the project, given as options, or entered at a prompt. */
export interface ServerDraft {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly version: string
  readonly repositoryUrl?: string
  /** The ID of the repository at its host. */
  readonly repositoryId?: string
  readonly subfolder?: string
  readonly websiteUrl?: string
  readonly packages: readonly ChosenPackage[]
  readonly remoteUrl?: string
  /** What precedes the version in the tags of the repository; missing if there are none. */
  readonly tagPrefix?: string
}
