import { confirm, isCancel } from '@clack/prompts'
import {
  CLIENTS,
  type ClientConfiguration,
  type ClientWriter,
  findClient,
  listLaunchInputs,
  resolveLaunch,
  toEntryName,
} from '@mcp-registry/client'
import {
  CommandError,
  type Context,
  defineCommand,
  findText,
  isInteractive,
  toSafeLine,
  toSafeText,
} from '@mcp-registry/publisher/command-line'
import { askForInputs } from '../launching/ask-for-inputs.js'
import { replaceFile, requireClientFile, toPatch } from '../launching/client-file.js'
import { launchOptions, parseInputs, chooseLaunch, requireResolved, splitInputs } from '../launching/launch-options.js'
import { openBundle } from '../launching/open-bundle.js'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'

export const config = defineCommand({
  name: 'config',
  summary: 'Print the client configuration for a server, or write it into the file of the client.',
  details:
    'If the client supports references to secrets, they are written instead of values, and secrets are not required. With --write, the change is shown first, a backup of the file is kept beside it, and the rest of the file is preserved.',
  arguments: { name: { about: 'the full name of the server, such as io.github.alice/weather' } },
  options: {
    ...registryOption,
    ...launchOptions,
    client: { kind: 'choice', choices: CLIENTS.map(({ id }) => id), about: 'the client (default: plain)' },
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
  async run(context, { name }, { registry: given, client: clientId = 'plain', write, yes, ...wanted }) {
    const { output, env } = context
    const client = findClient(clientId)
    if (client === undefined) throw new CommandError(`There is no client ${clientId}.`)
    const { registry, entry } = await requireServer(await openRegistries(context, given), name, wanted.serverVersion, context)
    const { server } = entry
    const choice = await chooseLaunch(context, server, wanted)
    const deferSecrets = client.hasReferences
    const inputs = listLaunchInputs(server, choice)
    const answers = parseInputs(wanted.input)
    const [own] = choice.type === 'mcpb' ? splitInputs(answers, inputs) : [answers]
    const needed = inputs.filter(({ isSecret }) => !(isSecret && deferSecrets))
    const complete = await askForInputs(context, needed, own)
    const resolved = requireResolved(resolveLaunch(server, choice, complete, { deferSecrets }))
    const bundle =
      resolved.kind === 'bundle'
        ? await openBundle(context, resolved, { given: answers, inputs, registryUrl: registry.url, deferSecrets })
        : undefined
    const launch = bundle?.launch ?? resolved
    const entryName = toEntryName(server.name)
    const file = write === undefined ? undefined : requireClientFile(client, write, env)
    const before = file === undefined ? undefined : await findText(file)
    const written = client.write(before, entryName, launch)
    if (!written.ok) throw new CommandError(written.errors.join('\n'))
    const { text, entry: snippet, environment } = written.value
    const kept = bundle === undefined ? [] : [`The bundle is in ${bundle.directory}. Should that folder go, run this again.`]
    say(context, client, [...launch.warnings, ...kept, ...written.value.warnings], environment)
    if (file === undefined) {
      output.result({ client: client.id, name: entryName, entry: snippet, text, environment }, toSafeText(text).trimEnd())
      return 'done'
    }
    const backup = await replace(context, file, before, text, yes)
    output.result(
      { client: client.id, name: entryName, entry: snippet, environment, file, isChanged: text !== before, backup },
      text === before ? `${file} has it already.` : `${file} is written.${backup === undefined ? '' : ` What it was: ${backup}`}`,
    )
    return 'done'
  },
})

function say(
  { output }: Context,
  client: ClientWriter,
  warnings: readonly string[],
  environment: ClientConfiguration['environment'],
): void {
  for (const warning of warnings) output.warn(toSafeLine(warning))
  for (const { name, input } of environment)
    output.warn(toSafeLine(`Set the environment variable ${name} (${input}) where ${client.title} starts.`))
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
