import type { Readable } from 'node:stream'
import type { ProblemDetail } from '@mcp-registry/contract'
import { Argument, Command as Commander, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Command, OptionSpec, Program } from './command.js'
import { explainError, type Explanation, UsageError } from './explain-error.js'
import { toSafeText } from './safe-text.js'
import { type Output, toOutput } from './output.js'
import type { Terminal } from './terminal.js'
import { toOptionName } from './to-option-name.js'

export interface Io {
  readonly stdin: Readable
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** 0: done; 1: refused or failed; 2: invalid command line. A command that runs another program returns its exit code. */
export type ExitCode = number

/** Runs a program with its arguments (excluding the program name). Never throws and never exits the process. */
export async function run(program: Program, argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const parser = new Commander(program.name)
    .description(program.summary)
    .version(program.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    // The list shows only the names, to leave room for the summaries; the help of each command lists its arguments.
    .configureHelp({ subcommandTerm: toTerm })
  if (program.commands.length > 0) parser.usage('<command> [options]')
  prepare(parser, io)
  // An option after a subcommand belongs to the subcommand, even if the parent has an option of the same name.
  if (program.commands.some(({ commands }) => commands)) parser.enablePositionalOptions()
  for (const command of program.commands) {
    addCommand(parser, program.name, command, io, async (outcome) => {
      exitCode = await outcome
    })
  }
  try {
    const known = program.normalizeArgv?.(argv) ?? argv
    await parser.parseAsync(known.length === 0 ? ['--help'] : [...known], { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has already printed its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

function prepare(parser: Commander, io: Io): void {
  parser
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
}

/** `path` is the command line up to the command: the program name and the parent command. */
function addCommand(
  parser: Commander,
  path: string,
  command: Command,
  io: Io,
  settle: (outcome: Promise<ExitCode>) => Promise<void>,
): void {
  const own = `${path} ${command.name}`
  const child = parser.command(command.name).summary(command.summary).helpOption('-h, --help', 'show help')
  child.description(command.details ? `${command.summary}\n\n${command.details}` : command.summary)
  child.showHelpAfterError(`See "${own} --help".`)
  prepare(child, io)
  if (command.examples.length > 0) child.addHelpText('after', `\n${toExamples(command)}`)
  if (command.commands) child.enablePositionalOptions().helpCommand(false).configureHelp({ subcommandTerm: toTerm })
  for (const below of command.commands ?? []) addCommand(child, own, below, io, settle)
  if (!command.run) return
  const argumentNames = Object.keys(command.arguments ?? {})
  for (const [name, { about, optional, variadic }] of Object.entries(command.arguments ?? {})) {
    const shown = variadic ? `${name}...` : name
    child.addArgument(new Argument(optional ? `[${shown}]` : `<${shown}>`, about))
  }
  for (const [name, option] of Object.entries(command.options ?? {})) child.addOption(toOption(name, option))
  child.option('--json', 'print the result as JSON')
  child.option('--quiet', 'print nothing but the result and errors')
  child.action((...values: unknown[]) => {
    const parsed = child.opts<Record<string, unknown>>()
    const args = Object.fromEntries(
      argumentNames.map((name, index) => [name, values[index] as string | readonly string[] | undefined]),
    )
    return settle(runCommand(own, command, args, withDefaults(command, parsed), io))
  })
}

function toTerm(command: Commander): string {
  return command.name()
}

async function runCommand(
  path: string,
  command: Command,
  args: Readonly<Record<string, string | readonly string[] | undefined>>,
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<ExitCode> {
  const json = options['json'] === true
  const quiet = options['quiet'] === true
  const output = toOutput({ ...io, json, quiet })
  const context = { output, stdin: io.stdin, env: io.env, signal: io.signal, json, quiet }
  try {
    const outcome = await command.run?.(context, args, options)
    return typeof outcome === 'number' ? outcome : outcome === 'done' ? 0 : 1
  } catch (error) {
    report(error, output, json, path)
    if (!(error instanceof UsageError)) return 1
    if (!json) io.stderr.write(`See "${path} --help".\n`)
    return 2
  }
}

function report(error: unknown, output: Output, json: boolean, path: string): void {
  const { stack, ...explanation } = explainError(error)
  if (json) return output.result({ error: explanation }, '')
  // The terminal has echoed "^C" on the current line.
  if (explanation.code === 'interrupted' && output.stderr.isTTY === true) output.stderr.write('\r\u001B[K')
  const paint = output.paint.stderr
  // An error from a registry has a code that can be looked up.
  const label = explanation.status === undefined ? 'error:' : `error[${explanation.code}]:`
  output.warn(`${paint('red', label)} ${toSafeText(explanation.message)}`)
  for (const { location, message } of listOtherErrors(explanation))
    output.warn(toSafeText(`  ${location ? `${location}: ` : ''}${message}`))
  output.annotate({ severity: 'error', title: path, message: explanation.message })
  if (stack) output.warn(paint('dim', stack.split('\n').slice(1).join('\n')))
}

/** The details that the message does not contain already, as it does if there is only one. */
function listOtherErrors({ message, errors = [] }: Explanation): readonly ProblemDetail[] {
  return errors.filter((detail) => detail.message === undefined || !message.startsWith(detail.message))
}

function toOption(name: string, option: OptionSpec): Option {
  const long = toOptionName(name)
  const flags = option.short ? `-${option.short}, ${long}` : long
  switch (option.kind) {
    case 'flag':
      return new Option(flags, option.about)
    case 'text':
      return new Option(`${flags} <${option.placeholder}>`, option.about)
    case 'optional-text':
      return new Option(`${flags} [${option.placeholder}]`, option.about)
    case 'choice':
      return new Option(`${flags} <${name}>`, option.about).choices(option.choices)
    case 'list':
      return new Option(`${flags} <${option.placeholder}>`, `${option.about} (repeatable)`).argParser(
        (value: string, previous: readonly string[] | undefined) => [...(previous ?? []), requireChoice(value, option.choices)],
      )
  }
}

function requireChoice(value: string, choices: readonly string[] | undefined): string {
  if (choices === undefined || choices.includes(value)) return value
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
}

// The types declare `false` and `[]` for options that are not given.
function withDefaults(command: Command, parsed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = { ...parsed }
  for (const [name, { kind }] of Object.entries(command.options ?? {})) {
    if (kind === 'flag') values[name] ??= false
    if (kind === 'list') values[name] ??= []
  }
  return values
}

function toExamples(command: Command): string {
  return ['Examples:', ...command.examples.flatMap(({ command: line, about }) => [`  # ${about}`, `  ${line}`])].join('\n')
}
