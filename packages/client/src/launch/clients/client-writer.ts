import type { Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'

/** An application that starts MCP servers from a configuration file. */
export interface ClientWriter {
  readonly id: string
  /** The display name of the application. */
  readonly title: string
  /** The path of its file, with `~` and `%VARIABLES%` unexpanded; missing if the format has no file of its own. */
  readonly paths?: Readonly<Record<'darwin' | 'linux' | 'win32', string>>
  /** The path of the project file relative to the project root, if the application supports one. */
  readonly projectPath?: string
  /** Whether the file can refer to secrets that are stored elsewhere, so that it need not contain any. */
  readonly hasReferences: boolean
  /**
   * Returns the text of the file with the server added under the given name. The rest of the file stays unchanged, byte for byte if the
   * format permits. Rejected, with every reason, if the file cannot be parsed or the client cannot start the server.
   */
  write(existing: string | undefined, name: string, launch: Launch): Result<ClientConfiguration>
}

/** The configuration of a client with a server added. */
export interface ClientConfiguration {
  /** The complete new text of the file. */
  readonly text: string
  /** The part of the text that was written for this server, for display. */
  readonly entry: Readonly<Record<string, unknown>>
  /** The environment variables to which the file refers, and the input that each must hold. */
  readonly environment: readonly { readonly name: string; readonly input: string }[]
  /** Messages to the user, such as secrets in plain text, or a process that must be started first. */
  readonly warnings: readonly string[]
}
