import type { Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'

/** An application that starts MCP servers from a configuration file. */
export interface ClientWriter {
  readonly id: string
  /** The name of the application, for people. */
  readonly title: string
  /** Where its file is, `~` and `%VARIABLES%` not yet replaced; absent for a form that has no file of its own. */
  readonly paths?: Readonly<Record<'darwin' | 'linux' | 'win32', string>>
  /** The file of a project, relative to its root, for an application that reads one. */
  readonly projectPath?: string
  /** Whether it can refer to a secret that is kept elsewhere, so that none must be in the file. */
  readonly hasReferences: boolean
  /**
   * The text of the file with the server in it under that name. Everything else in the file stays as it is, to the letter where the
   * format lets us. Refused, with every reason, when the file cannot be read or the client cannot start such a server.
   */
  write(existing: string | undefined, name: string, launch: Launch): Result<ClientConfiguration>
}

/** The configuration of a client with a server added. */
export interface ClientConfiguration {
  /** The whole new text of the file. */
  readonly text: string
  /** What was written for this server alone, to be shown. */
  readonly entry: Readonly<Record<string, unknown>>
  /** The environment variables that the file refers to, and the input that each must hold. */
  readonly environment: readonly { readonly name: string; readonly input: string }[]
  /** Sentences for the person: secrets in clear, a process to be started first. */
  readonly warnings: readonly string[]
}
