import type { ClientFile, Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'

/** Whose file it is: the user's, that of a project, or that of one user in one project. */
export type ClientScope = ClientFile['scope']

/** An application that starts MCP servers from a configuration file. */
export interface ClientWriter {
  readonly id: string
  /** The display name of the application. */
  readonly title: string
  /**
   * The files of the user, with `~` and `%VARIABLES%` in their paths unexpanded. The first that exists is used, otherwise the first; empty if
   * the format has no file of its own.
   */
  readonly userFiles: readonly Pick<ClientFile, 'paths' | 'variable'>[]
  /** The path of the project file relative to the project root, if the application supports one. */
  readonly projectPath?: string
  /** Whether the file can refer to secrets that are stored elsewhere, so that it need not contain any. */
  readonly hasReferences: boolean
  /** Whether the application identifies a server of a registry by the name of its entry, which then has to be the full name. */
  readonly usesFullNames: boolean
  /** The servers in the text of the file, by name. Rejected, with the reason, if it cannot be parsed. */
  readEntries(existing: string | undefined, scope?: ClientScope): Result<ReadonlyMap<string, unknown>>
  /** The command, the arguments and the URL of an entry, as `command`, `args` and `url`, whatever the application calls them. */
  readLaunched(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  /**
   * Returns the text of the file with the server added under the given name. The rest of the file stays unchanged, byte for byte if the
   * format permits. Rejected, with every reason, if the file cannot be parsed or the client cannot start the server. `scope` is whose file it
   * is; by default that of the user.
   */
  write(existing: string | undefined, name: string, launch: Launch, scope?: ClientScope): Result<ClientConfiguration>
  /** What the file contains for the named server; undefined if it has no such entry. */
  findPart(existing: string | undefined, name: string, scope?: ClientScope): Result<EntryPart | undefined>
  /** Returns the text of the file with a part in place of what it contains for the named server, fields that users added included. */
  setPart(existing: string | undefined, name: string, part: EntryPart, scope?: ClientScope): Result<string>
  /** Returns the text of the file without the named server and the prompts that only it uses. Other text, such as comments, stays. */
  remove(existing: string | undefined, name: string, scope?: ClientScope): Result<string>
}

/** What a file contains for one server. */
export interface EntryPart {
  readonly entry: Readonly<Record<string, unknown>>
  /** The prompts that are named after the entry and that only it refers to, in clients that have a list of prompts. */
  readonly prompts: readonly Prompt[]
}

/** An item of the list of prompts in the file of VS Code. */
export type Prompt = Readonly<Record<string, unknown>> & { readonly id: string }

/** An environment variable of the user to which an entry refers. */
export interface VariableReference {
  readonly name: string
  /** The ID of the input whose value it must hold. */
  readonly input: string
  /** Where the value goes: the origin of a URL and the header, or the program that is started. */
  readonly destination: string
}

/** The configuration of a client with a server added. */
export interface ClientConfiguration {
  /** The complete new text of the file. */
  readonly text: string
  /** The part of the text that was written for this server, for display. */
  readonly entry: Readonly<Record<string, unknown>>
  /** The environment variables to which the entry refers. */
  readonly environment: readonly VariableReference[]
  /** Messages to the user, such as secrets in plain text, or a process that must be started first. */
  readonly warnings: readonly string[]
}
