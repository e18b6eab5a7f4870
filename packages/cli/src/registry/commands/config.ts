import { CLIENTS, findClient, listLaunchInputs } from '@mcp-registry/client'
import { CommandError, defineCommand, toSafeText } from '@mcp-registry/publisher/command-line'
import { chooseLaunch, launchOptions, parseEnvironment, parseInputs } from '@mcp-registry/publisher/launching'
import { readClientFile, replaceFile, requireClientFile } from '../launching/client-file.js'
import { confirmChange } from '../launching/confirm-change.js'
import { completeAnswers, prepareLaunch } from '../launching/prepare-launch.js'
import { writeEntry } from '../launching/write-entry.js'
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
    const found = await requireServer(await openRegistries(context, given), name, wanted.serverVersion, context)
    const { server } = found.entry
    warnOfEntry(context, found.entry, wanted.serverVersion)
    const choice = await chooseLaunch(context, server, wanted)
    const known = { found, choice, answers: parseInputs(wanted.input, listLaunchInputs(server, choice)) }
    const answers = await completeAnswers(context, known, [client])
    const environment = parseEnvironment(wanted.env)
    const prepared = await prepareLaunch(context, { ...known, answers, environment }, client)
    const file = write === undefined ? undefined : await requireClientFile(client, write, env)
    const before = file === undefined ? undefined : await readClientFile(file)
    const { name: entryName, text, ...written } = writeEntry(context, client, before, prepared, as)
    const result = { client: client.id, name: entryName, entry: written.entry, environment: written.environment }
    if (file === undefined) {
      output.result({ ...result, text }, toSafeText(text).trimEnd())
      return 'done'
    }
    if (text === before) {
      output.result({ ...result, file, isChanged: false }, `${file} is up to date.`)
      return 'done'
    }
    await confirmChange(context, file, before, text, yes)
    const { backup } = await replaceFile(file, before, text, new Date())
    const kept = backup === undefined ? '' : ` The previous file is ${backup}.`
    output.result({ ...result, file, isChanged: true, backup }, `Wrote ${file}.${kept}`)
    return 'done'
  },
})
