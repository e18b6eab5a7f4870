import { resolve } from 'node:path'
import { type Launch, type LaunchInputs, listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
import { type Inspection, parseServerJson, type ServerJson } from '@mcp-registry/contract'
import writeFileAtomic from 'write-file-atomic'
import { type Context, defineCommand } from '../command-line/command.js'
import { requireDuration, toDurationText } from '../command-line/duration.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { listInspectionFacts } from '../command-line/inspection-facts.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'
import { fitInspection } from '../inspection/fit-inspection.js'
import { type Inspected, inspectServer } from '../inspection/inspect-server.js'
import { MAX_SHOWN_LENGTH } from '../inspection/limits.js'
import { openHttpTarget, openProgramTarget, type Target } from '../inspection/open-target.js'
import { openSession } from '../inspection/session.js'
import { toInspection } from '../inspection/to-inspection.js'
import { requirePublisherMeta, withInspection } from '../inspection/write-inspection.js'
import { askForInputs } from '../launching/ask-for-inputs.js'
import { chooseLaunch } from '../launching/choose-launch.js'
import { listWarnings, requireResolved } from '../launching/launch-options.js'
import { parseEnvironment } from '../launching/parse-environment.js'
import { parseInputs } from '../launching/parse-inputs.js'
import { requireServerFile, type ServerFile } from '../server-file.js'

const DEFAULT_TIMEOUT_MS = 60_000
// A longer timer would fire at once.
const MAX_TIMEOUT_MS = 2 ** 31 - 1
// Shorter values, such as "1" and "true", occur everywhere.
const MIN_SECRET_LENGTH = 6

export const toInspectCommand = (host: Host) =>
  defineCommand({
    name: 'inspect',
    summary: 'Record what a server offers in its server.json.',
    details:
      'Starts the server as clients do, or connects to its remote, and writes the revisions of MCP that it speaks, its capabilities, and the names of its tools, prompts and resources into the publisher metadata of server.json, where registries show and search them. The server is started or connected to once for each revision. Nothing else of the file changes.',
    arguments: {
      file: { about: 'the file (default: server.json, else .mcp/server.json)', optional: true },
      program: { about: 'with --command: the program to start and its arguments, after --', optional: true, variadic: true },
    },
    options: {
      command: { kind: 'flag', about: 'start the program after -- instead of a package or remote of the file' },
      package: { kind: 'text', placeholder: 'n', about: 'the number of the package, from 1' },
      remote: { kind: 'text', placeholder: 'n', about: 'the number of the remote, from 1' },
      input: { kind: 'list', placeholder: 'KEY=VALUE', short: 'i', about: 'the value of an input of the package or remote' },
      env: {
        kind: 'list',
        placeholder: 'NAME=VALUE',
        short: 'e',
        about: 'an environment variable that the file does not declare',
      },
      timeout: { kind: 'text', placeholder: 'time', about: 'how long all of it may take, such as 5m (default: 60s)' },
      write: { kind: 'flag', about: 'write the file with --json, too, which otherwise only prints' },
    },
    examples: [
      { command: 'mcp-publisher inspect', about: 'Start the first package of ./server.json and record what it offers' },
      { command: 'mcp-publisher inspect --command -- node dist/index.js', about: 'Start a local build' },
      { command: 'mcp-publisher inspect --remote 1 --input Authorization=…', about: 'Connect to a remote that needs a header' },
      { command: 'mcp-publisher inspect --json', about: 'Print the record and do not write it' },
    ],
    run: async (context, args, options) => {
      const { output } = context
      const { program, fileName } = splitArguments(args.file, args.program, options.command)
      const file = await requireServerFile(host.cwd, fileName)
      const meta = requirePublisherMeta(file)
      const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : requireDuration(options.timeout, '--timeout')
      const launched = program ? toOwnLaunch(program, options) : await toDeclaredLaunch(context, requireServerJson(file), options)
      const inspected = await inspectTarget(host, context, launched.launch, timeoutMs)
      const secrets = [...launched.secrets, ...listSecrets(listSecretVariables(context.env))]
      const inspection = fitInspection(toInspection(inspected, secrets), meta)
      const isWritten = options.write || !context.json
      const verdict = isWritten ? await write(host, file, inspection) : ''
      const facts = listInspectionFacts(inspection).map(([label, text]) => `  ${label.padEnd(10)} ${text}`)
      output.result({ file: file.name, inspection }, [verdict, ...facts].join('\n'))
      return 'done'
    },
  })

interface Given {
  readonly package: string | undefined
  readonly remote: string | undefined
  readonly input: readonly string[]
  readonly env: readonly string[]
}

interface Launched {
  readonly launch: Launch
  /** The values that must not be recorded. */
  readonly secrets: readonly string[]
}

/** Arguments after `--` are the program; before it, only a file can stand. */
function splitArguments(first: string | undefined, rest: readonly string[], isCommand: boolean) {
  const words = [...(first === undefined ? [] : [first]), ...rest]
  if (!isCommand) {
    if (words.length <= 1) return { program: undefined, fileName: first }
    throw new UsageError('Only one file can be inspected. To start a program, pass it with --command -- <program>.')
  }
  const isFile = first?.toLowerCase().endsWith('.json') === true
  const program = isFile ? words.slice(1) : words
  if (program.length === 0) throw new UsageError('--command needs a program: --command -- node dist/index.js')
  return { program, fileName: isFile ? first : undefined }
}

function toOwnLaunch([command = '', ...args]: readonly string[], { package: number, remote, input, env }: Given): Launched {
  if (number !== undefined || remote !== undefined || input.length > 0)
    throw new UsageError('--command starts a program of your own, so --package, --remote and --input do not apply. Use --env.')
  const environment = parseEnvironment(env)
  const launch = { kind: 'stdio', command, args, env: environment, secrets: [], warnings: [], standIns: [] } as const
  return { launch, secrets: listSecrets(Object.values(environment)) }
}

function requireServerJson({ name, text }: ServerFile): ServerJson {
  const parsed = parseServerJson(text)
  if (parsed.ok) return parsed.value.server
  throw new CommandError(
    `${name} is not valid, so no server can be started from it. List its issues with: mcp-publisher validate`,
  )
}

async function toDeclaredLaunch(context: Context, server: ServerJson, wanted: Given): Promise<Launched> {
  const choice = await chooseLaunch(context, server, wanted, ({ type }) => type !== 'mcpb')
  const inputs = listLaunchInputs(server, choice)
  const answers = await askForInputs(context, inputs, parseInputs(wanted.input, inputs))
  const environment = parseEnvironment(wanted.env)
  const launch = requireResolved(resolveLaunch(server, choice, answers, { environment }))
  for (const warning of listWarnings(launch)) context.output.say(toSafeLine(warning))
  const secret = inputs.filter(({ isSecret }) => isSecret).map(({ id }) => answers[id])
  return { launch, secrets: listSecrets([...secret, ...Object.values(environment)]) }
}

/** The variables of this process, which the server inherits, that are secrets by their names. */
function listSecretVariables(env: Context['env']): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => (/key|token|secret|passw|credential/i.test(name) ? [value] : []))
}

function listSecrets(values: readonly (LaunchInputs[string] | undefined)[]): string[] {
  return values.flatMap((value) => [value].flat().map(String)).filter((text) => text.length >= MIN_SECRET_LENGTH)
}

function openTarget(host: Host, context: Context, launch: Launch): Target {
  if (launch.kind === 'bundle')
    throw new CommandError(
      'A bundle is not unpacked here. Start the server that is in it: mcp-publisher inspect --command -- <program>',
    )
  return launch.kind === 'http' ? openHttpTarget(host, context, launch) : openProgramTarget(host, context, launch)
}

/** Inspects a server within a time. The error of one that fails has the end of its standard error. */
async function inspectTarget(host: Host, context: Context, launch: Launch, timeoutMs: number): Promise<Inspected> {
  await using target = openTarget(host, context, launch)
  const deadline = new AbortController()
  let step = 'initialize'
  const timer = setTimeout(() => deadline.abort(toTimeoutError(step, timeoutMs)), Math.min(timeoutMs, MAX_TIMEOUT_MS))
  const signal = AbortSignal.any([context.signal, deadline.signal])
  try {
    const inspected = await inspectServer(
      (own) => openSession(target.openChannel, own === undefined ? signal : AbortSignal.any([signal, own])),
      (next) => (step = next),
    )
    const stray = toStrayText(target)
    if (stray !== '') context.output.warn(`${stray} Some clients close the connection.`)
    return inspected
  } catch (error) {
    throw error instanceof CommandError ? toFailure(error, target) : error
  } finally {
    clearTimeout(timer)
  }
}

function toTimeoutError(step: string, timeoutMs: number): CommandError {
  return new CommandError(
    `The server did not answer ${step} within ${toDurationText(timeoutMs)}. Check that it speaks MCP on this transport and has the inputs that it needs, or give it longer with --timeout 5m.`,
  )
}

function toFailure(error: CommandError, target: Target): CommandError {
  const stray = toStrayText(target)
  return new CommandError(`${error.message}${stray === '' ? '' : `\n${stray}`}${target.toStderrText()}`, { cause: error })
}

function toStrayText(target: Target): string {
  const line = target.findStrayLine()
  if (line === undefined) return ''
  const shown = JSON.stringify(toSafeLine(line.slice(0, 4 * MAX_SHOWN_LENGTH)).slice(0, MAX_SHOWN_LENGTH))
  return `The server writes to standard output what is no message: ${shown}. Write logs to standard error.`
}

async function write({ cwd }: Host, { name }: ServerFile, inspection: Inspection): Promise<string> {
  // The file may have been edited meanwhile.
  const file = await requireServerFile(cwd, name)
  const text = withInspection(file.text, fitInspection(inspection, requirePublisherMeta(file)))
  if (text === file.text) return `✓ ${name} has this already:`
  await writeFileAtomic(resolve(cwd, name), text)
  return `✓ Recorded in ${name}:`
}
