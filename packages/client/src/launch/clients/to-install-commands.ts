import type { ClientCommand, ClientJson, Result } from '@mcp-registry/contract'
import type { ClientScope, VariableReference } from './client-writer.js'
import { type LauncherValues, listMatching, type ServerToInstall, toLauncherValues } from './launcher.js'
import { refuse } from './refuse.js'

/** The maximum length of an install command with a space between its words, in characters: that of cmd.exe. */
export const MAX_INSTALL_COMMAND_LENGTH = 8191

/** A command of a client that adds a server. */
export interface InstallCommand {
  /** The program and its arguments, each a separate process argument: quote them for a shell. */
  readonly words: readonly string[]
  /** Whose configuration the server is added to, if the command has a choice. */
  readonly scope?: ClientScope
  /** The environment variables to which the entry refers. */
  readonly environment: readonly VariableReference[]
  /** Messages to the user, such as a process that must be started first. */
  readonly warnings: readonly string[]
}

/**
 * The commands of a client's own program that add a server, in the order of its description, one for each scope. A command contains no
 * secret: it refers to secrets as the file of the client does. If there is no command, the errors list every reason. Pure. Source: docs/launch.md.
 */
export function toInstallCommands(client: ClientJson, server: ServerToInstall): Result<readonly InstallCommand[]> {
  const filled = listMatching(client.configuration.commands, server.launch).map((command) => fillCommand(client, command, server))
  const commands = filled.flatMap((result) => (result.ok ? result.value : []))
  if (commands.length > 0) return { ok: true, value: commands }
  const errors = new Set(filled.flatMap((result) => (result.ok ? [] : result.errors)))
  return errors.size > 0
    ? { ok: false, errors: [...errors] }
    : refuse(`No source names a command of ${client.title} that adds a server.`)
}

function fillCommand(client: ClientJson, command: ClientCommand, server: ServerToInstall): Result<readonly InstallCommand[]> {
  const texts = command.words.flat()
  const filled = toLauncherValues(client, 'command', { ...command, texts }, server)
  if (!filled.ok) return filled
  const { values, environment, warnings } = filled.value
  for (const name of ['name', 'command']) {
    const value = values.get(name)
    if (typeof value === 'string' && value.startsWith('-'))
      return refuse(`${client.title} would read ${JSON.stringify(value)} as an option.`)
  }
  const scopes: readonly (ClientScope | undefined)[] = command.scopes.length === 0 ? [undefined] : command.scopes
  const commands = scopes.map((scope) => ({
    words: fillWords(command.words, scope === undefined ? values : new Map([...values, ['scope', scope]])),
    ...(scope !== undefined && { scope }),
    environment,
    warnings,
  }))
  const length = Math.max(...commands.map(({ words }) => words.join(' ').length))
  if (length > MAX_INSTALL_COMMAND_LENGTH)
    return refuse(
      `The command of ${client.title} has ${length} characters; at most ${MAX_INSTALL_COMMAND_LENGTH} are allowed. Add the server to its file instead.`,
    )
  return { ok: true, value: commands }
}

/** Fills the words. A placeholder of a list becomes a word for each item; a list of words is repeated for each. */
function fillWords(words: ClientCommand['words'], values: LauncherValues['values']): readonly string[] {
  return words.flatMap((word) => {
    if (typeof word === 'string') return fillWord(word, values)
    const items = word.map((text) => findValue(text, values)).find((value) => typeof value === 'object') ?? []
    return items.flatMap((item) => word.map((text) => (typeof findValue(text, values) === 'object' ? item : text)))
  })
}

function fillWord(word: string, values: LauncherValues['values']): readonly string[] {
  const value = findValue(word, values)
  if (value === undefined) return [word]
  return typeof value === 'string' ? [value] : value
}

function findValue(word: string, values: LauncherValues['values']): string | readonly string[] | undefined {
  return word.startsWith('{') && word.endsWith('}') ? values.get(word.slice(1, -1)) : undefined
}
