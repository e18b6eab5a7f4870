/** What one client gets of a package or remote. */
export interface ClientPreview {
  /** The ID of the client, as in `--client`. */
  readonly client: string
  readonly title: string
  /** Whether the client generates the configuration itself, when it installs the server from a registry. */
  readonly isOwn: boolean
  /** The content of its file if the server is the only one in it. Missing if the client cannot have the server. */
  readonly text?: string
  readonly notes: readonly string[]
}
