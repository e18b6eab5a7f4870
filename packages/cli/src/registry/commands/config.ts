import { confirm, isCancel } from '@clack/prompts'
import {
  chooseEntryName,
  CLIENTS,
  type ClientConfiguration,
  type ClientWriter,
  type EntryToName,
  findClient,
  type Launch,
  listLaunchInputs,
  resolveLaunch,
} from '@mcp-registry/client'
import type { Result } from '@mcp-registry/contract'
import {
  CommandError,
  type Context,
  defineCommand,
  findText,
  isInteractive,
  toSafeLine,
  toSafeText,
} from '@mcp-registry/publisher/command-line'
import {
  askForInputs,
  chooseLaunch,
  launchOptions,
  listWarnings,
  parseEnvironment,
  parseInputs,
  requireResolved,
  splitInputs,
} from '@mcp-registry/publisher/launching'
import { replaceFile, requireClientFile, toPatch } from '../launching/client-file.js'
import { openBundle } from '../launching/open-bundle.js'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'
import { warnOfEntry } from '../reading/warn-of-entry.js'

export const config = defineCommand({
  name: 'config',
  summary: 'Print the client configuration for a server, or write it into the file of the client.',
  details:
    'If the client supports references to secrets, they are written instead of values, and secrets are not required; the variables and where each is sent are listed. With --write, the change is shown first, a backup of the file is kept beside it, and the rest of the file is preserved. An entry that launches something else is never replaced.',
  arguments: { name: { about: 'the full name of the server, such as io.github.alice/weather' } },
  options: {
    ...registryOption,
    ...launchOptions,
    client: { kind: 'choice', choices: CLIENTS.map(({ id }) => id), about: 'the client (default: plain)' },
    as: { kind: 'text', placeholder: 'name', about: 'the name of the entry (default: from the name of the server)' },
    write: { kind: 'optional-text', placeholder: 'file', about: "write it into the client's file, or into the given one" },
    yes: { kind: 'flag', short: 'y', about: 'write without confirmation' },
  },
  examples: [
    { command: 'mcp-registry config io.github.alice/weather --client vscode', about: 'Print the configuration for mcp.json' },
    {
      command: 'mcp-registry config io.github.alice/weather --client cursor --write',
      about: 'Write it into the configuration of Cursor',
    },
    {
      command: 'mcp-registry config io.github.alice/weather --client vscode --write .vscode/mcp.json --yes',
      about: 'Write it into the file of a project, without confirmation',
    },
  ],
  async run(context, { name }, { registry: given, client: clientId = 'plain', as, write, yes, ...wanted }) {
    const { output, env } = context
    const client = findClient(clientId)
    if (client === undefined) throw new CommandError(`There is no client ${clientId}.`)
    const { registry, entry } = await requireServer(await openRegistries(context, given), name, wanted.serverVersion, context)
    const { server } = entry
    warnOfEntry(context, entry, wanted.serverVersion)
    const choice = await chooseLaunch(context, server, wanted)
    const deferSecrets = client.hasReferences
    const inputs = listLaunchInputs(server, choice)
    const answers = parseInputs(wanted.input, inputs)
    const [own] = choice.type === 'mcpb' ? splitInputs(answers, inputs) : [answers]
    const needed = inputs.filter(({ isSecret }) => !(isSecret && deferSecrets))
    const complete = await askForInputs(context, needed, own)
    const resolved = requireResolved(
      resolveLaunch(server, choice, complete, { deferSecrets, environment: parseEnvironment(wanted.env) }),
    )
    const bundle =
      resolved.kind === 'bundle'
        ? await openBundle(context, resolved, {
            given: answers,
            inputs,
            serverName: server.name,
            registryUrl: registry.url,
            deferSecrets,
          })
        : undefined
    const launch = bundle?.launch ?? resolved
    const file = write === undefined ? undefined : await requireClientFile(client, write, env)
    const before = file === undefined ? undefined : await findText(file)
    const entryName = requireEntryName(client, before, {
      server,
      choice,
      launch,
      ...(as !== undefined && { name: as }),
      ...(bundle !== undefined && { bundleFolder: bundle.serverFolder }),
    })
    // They may also explain why the client cannot have it.
    for (const warning of listWarnings(launch)) output.warn(toSafeLine(warning))
    const written = requireWritten(client.write(before, entryName, launch), launch)
    const { text, entry: snippet, environment } = written
    const kept =
      bundle === undefined ? [] : [`The bundle is in ${bundle.directory}. If that folder is removed, run this command again.`]
    say(context, client, [...kept, ...written.warnings], environment)
    if (file === undefined) {
      output.result({ client: client.id, name: entryName, entry: snippet, text, environment }, toSafeText(text).trimEnd())
      return 'done'
    }
    const backup = await replace(context, file, before, text, yes)
    output.result(
      { client: client.id, name: entryName, entry: snippet, environment, file, isChanged: text !== before, backup },
      text === before
        ? `${file} is up to date.`
        : `Wrote ${file}.${backup === undefined ? '' : ` The previous file is ${backup}.`}`,
    )
    return 'done'
  },
})

function requireEntryName(client: ClientWriter, before: string | undefined, wanted: EntryToName): string {
  const name = chooseEntryName(client, before, wanted)
  if (name.ok) return name.value
  const remedy = client.readEntries(before).ok ? ['Give another name with --as, or remove that entry first.'] : []
  throw toRefusal([...name.errors, ...remedy])
}

function requireWritten(result: Result<ClientConfiguration>, launch: Launch): ClientConfiguration {
  if (result.ok) return result.value
  const missing = launch.secrets.filter(
    ({ id, isGiven }) => !isGiven && result.errors.some((error) => error.startsWith(JSON.stringify(id))),
  )
  throw toRefusal([...result.errors, ...missing.map(({ id }) => `Give it with --input ${id}=…`)])
}

function toRefusal(errors: readonly string[]): CommandError {
  return new CommandError(errors.map((error) => toSafeLine(error)).join('\n'))
}

function say(
  { output, env }: Context,
  client: ClientWriter,
  warnings: readonly string[],
  environment: ClientConfiguration['environment'],
): void {
  for (const warning of warnings) output.warn(toSafeLine(warning))
  for (const { name, input, destination } of environment) {
    const variable = `the environment variable ${name} (${input})`
    const what =
      env[name] === undefined ? `Set ${variable} where ${client.title} starts.` : `It uses ${variable} of this machine.`
    output.warn(toSafeLine(`${what} Its value goes to ${destination}.`))
  }
}

async function replace(
  context: Context,
  file: string,
  before: string | undefined,
  after: string,
  yes: boolean,
): Promise<string | undefined> {
  if (after === before) return undefined
  context.output.say(toPatch(file, before, after))
  if (!yes && !(await isConfirmed(context, file)))
    throw new CommandError('Nothing was written: the change was not confirmed. Give --yes to write without being asked.')
  return replaceFile(file, before, after, new Date())
}

async function isConfirmed(context: Context, file: string): Promise<boolean> {
  if (!isInteractive(context)) return false
  const message = `Write ${file}?`
  const answer = await confirm({ message, input: context.stdin, output: context.output.stderr, signal: context.signal })
  return !isCancel(answer) && answer
}
