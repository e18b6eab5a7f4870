import { fstatSync } from 'node:fs'
import {
  type HttpLaunch,
  type Launch,
  type LaunchProcess,
  listLaunchInputs,
  resolveLaunch,
  type StdioLaunch,
} from '@mcp-registry/client'
import { type Context, defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import {
  askForInputs,
  chooseLaunch,
  launchOptions,
  listWarnings,
  parseEnvironment,
  parseInputs,
  requireResolved,
  splitInputs,
  withoutSecrets,
} from '@mcp-registry/publisher/launching'
import { openBundle } from '../launching/open-bundle.js'
import { startServer } from '../launching/start-server.js'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'
import { warnOfEntry } from '../reading/warn-of-entry.js'

export const run = defineCommand({
  name: 'run',
  summary: 'Run a server on standard input and output, as a client does.',
  details:
    'Runs the first package with the stdio transport unless one is selected, prompts for missing inputs on a terminal, and exits with the exit code of the server. Does not use a shell. For a remote, and for a package that listens at a URL, proxies messages between standard input and output and the URL; on a terminal or without input, such a package is only started.',
  arguments: {
    name: { about: 'the full name of the server, such as io.github.alice/weather' },
    extra: { about: 'additional arguments for the server, after --', optional: true, variadic: true },
  },
  options: {
    ...registryOption,
    ...launchOptions,
    dryRun: { kind: 'flag', about: 'print the command without secrets, and do not run it' },
  },
  examples: [
    { command: 'mcp-registry run io.github.alice/weather --input WEATHER_KEY=abc', about: 'Run the latest version' },
    {
      command: 'mcp-registry run io.github.alice/weather --server-version 1.0.0 -- --verbose',
      about: 'Pass an additional argument',
    },
    { command: 'mcp-registry run io.github.alice/weather --dry-run', about: 'Show the command' },
  ],
  async run(context, { name, extra }, { registry: given, dryRun, ...wanted }) {
    const { output } = context
    const { registry, entry } = await requireServer(await openRegistries(context, given), name, wanted.serverVersion, context)
    const { server } = entry
    warnOfEntry(context, entry, wanted.serverVersion)
    const choice = await chooseLaunch(
      context,
      server,
      wanted,
      ({ kind, transport }) => kind === 'package' && transport === 'stdio',
    )
    const inputs = listLaunchInputs(server, choice)
    const answers = parseInputs(wanted.input, inputs)
    const [own] = choice.type === 'mcpb' ? splitInputs(answers, inputs) : [answers]
    // A dry run does not need secrets.
    const needed = inputs.filter(({ isSecret }) => !(isSecret && dryRun))
    const complete = await askForInputs(context, needed, own)
    const launch = requireResolved(
      resolveLaunch(server, choice, complete, { deferSecrets: dryRun, environment: parseEnvironment(wanted.env) }),
    )
    for (const warning of listWarnings(launch)) output.say(toSafeLine(warning))
    if (dryRun) return print(context, launch, extra)
    if (launch.kind === 'bundle') {
      const bundle = await openBundle(context, launch, {
        given: answers,
        inputs,
        serverName: server.name,
        registryUrl: registry.url,
      })
      return start(context, bundle.launch, extra)
    }
    if (launch.kind === 'stdio') return start(context, launch, extra)
    if (launch.start === undefined) return connect(context, launch, extra)
    return serve(context, launch, launch.start, extra)
  },
})

async function start(context: Context, launch: StdioLaunch, extra: readonly string[]): Promise<number> {
  const shown = withoutSecrets(launch)
  context.output.say(`Starting ${toLine(withExtra(shown, extra))}`)
  // The install command is only displayed, so it is the one without secrets.
  const { install } = shown
  return startServer(withExtra({ ...launch, ...(install !== undefined && { install }) }, extra), context)
}

/** Starts a server that listens at a URL; for a client, which exchanges messages over pipes, also a bridge to it. */
async function serve(
  context: Context,
  launch: HttpLaunch,
  start: LaunchProcess,
  extra: readonly string[],
): Promise<number | 'done'> {
  const shown = withoutSecrets(launch)
  const place = toSafeLine(shown.url)
  context.output.say(`Starting ${toLine(withExtra(shown.start ?? start, extra))}, which will be at ${place}`)
  const install = shown.start?.install
  const server = withExtra({ ...start, ...(install !== undefined && { install }) }, extra)
  if (isDevice(context.stdin)) return startServer(server, context)
  const { bridgeProcess } = await import('../launching/bridge-process.js')
  return bridgeProcess(launch, server, place, context)
}

/** Whether the input is a terminal or /dev/null, from which no messages come. */
function isDevice(stdin: Context['stdin']): boolean {
  return 'fd' in stdin && typeof stdin.fd === 'number' && fstatSync(stdin.fd).isCharacterDevice()
}

async function connect(context: Context, launch: HttpLaunch, extra: readonly string[]): Promise<'done'> {
  if (extra.length > 0) throw new UsageError('A remote runs already and takes no arguments.')
  const place = toSafeLine(withoutSecrets(launch).url)
  context.output.say(`Passing messages on to ${place}`)
  // Loaded lazily, since only remotes need it.
  const { bridgeRemote } = await import('../launching/bridge-remote.js')
  await bridgeRemote(launch, place, context)
  return 'done'
}

function print({ output }: Context, launch: Launch, extra: readonly string[]): 'done' {
  const shown = withoutSecrets(launch)
  const { secrets: _secrets, warnings: _warnings, standIns: _standIns, ...rest } = shown
  if (shown.kind === 'http' && shown.start === undefined) {
    output.result(rest, toHttpText(shown))
  } else if (shown.kind === 'bundle') {
    output.result(rest, `${toSafeLine(shown.download.url)}\nsha256 ${shown.download.fileSha256}`)
  } else {
    const process = withExtra(shown.kind === 'stdio' ? shown : (shown.start ?? { command: '', args: [], env: {} }), extra)
    const environment = Object.entries(process.env).map(([name, value]) => toSafeLine(`${name}=${value}`))
    output.result(
      { ...rest, ...(shown.kind === 'stdio' && { args: process.args }) },
      [...toInstallLines(process), ...environment, toLine(process)].join('\n'),
    )
  }
  return 'done'
}

/** The command that must have run before. */
function toInstallLines({ install }: LaunchProcess): string[] {
  return install === undefined ? [] : [`# once before: ${toLine(install)}`]
}

function withExtra<P extends LaunchProcess>(process: P, extra: readonly string[]): P {
  return { ...process, args: [...process.args, ...extra] }
}

function toHttpText({ url, headers }: HttpLaunch): string {
  return [url, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].map(toSafeLine).join('\n')
}

function toLine({ command, args }: Pick<LaunchProcess, 'command' | 'args'>): string {
  return [command, ...args].map((word) => (/^[\w@%+=:,./<>-]+$/.test(word) ? word : JSON.stringify(toSafeLine(word)))).join(' ')
}
