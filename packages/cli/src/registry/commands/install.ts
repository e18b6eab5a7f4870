import { listLaunchInputs } from '@mcp-registry/client'
import { type Context, defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { chooseLaunch, launchOptions, parseEnvironment, parseInputs } from '@mcp-registry/publisher/launching'
import { type AppliedChange, applyChange } from '../installing/apply-change.js'
import { chooseTargets } from '../installing/choose-targets.js'
import { forEachTarget } from '../installing/for-each-target.js'
import { listInstalled } from '../installing/list-installed.js'
import { clientIds, scopeOptions, type Target } from '../installing/targets.js'
import { toInstalledLaunch, toRecordedInputs } from '../installing/to-installed-launch.js'
import { readClientFile } from '../launching/client-file.js'
import { completeAnswers, type LaunchRequest, prepareLaunch } from '../launching/prepare-launch.js'
import { writeEntry } from '../launching/write-entry.js'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'
import { warnOfEntry } from '../reading/warn-of-entry.js'

export const install = defineCommand({
  name: 'install',
  summary: 'Install a server in clients: write it into their configuration files.',
  details:
    'Shows each change first, asks for confirmation on a terminal, and keeps a backup of the file beside it. Comments and everything else in the file are preserved, and an entry that launches something else is never replaced. If the client supports references to secrets, they are written instead of values. What was installed is recorded, so that it can be listed, updated and removed.',
  arguments: { name: { about: 'the full name of the server, such as io.github.alice/weather' } },
  options: {
    ...registryOption,
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: `a client: ${clientIds.join(', ')}` },
    detect: { kind: 'flag', about: 'install for every client that is on this machine' },
    ...scopeOptions,
    ...launchOptions,
    as: { kind: 'text', placeholder: 'key', about: 'the name of the entry (default: from the name of the server)' },
    yes: { kind: 'flag', short: 'y', about: 'write without confirmation' },
  },
  examples: [
    { command: 'mcp-registry install io.github.alice/weather --client cursor', about: 'Install the latest version in Cursor' },
    {
      command: 'mcp-registry install io.github.alice/weather --detect --yes',
      about: 'Install it in every client on this machine, without confirmation',
    },
    {
      command: 'mcp-registry install io.github.alice/weather --client vscode --client claude-code --scope project',
      about: 'Install it for the project in the current folder',
    },
  ],
  async run(context, { name }, { registry: given, client, detect, scope, project, as, yes, ...wanted }) {
    const { output } = context
    const found = await requireServer(await openRegistries(context, given), name, wanted.serverVersion, context)
    const { server } = found.entry
    warnOfEntry(context, found.entry, wanted.serverVersion)
    const targets = await chooseTargets(context, { client, detect, scope, project })
    if (as === '') throw new UsageError('--as takes a name that is not empty.')
    const choice = await chooseLaunch(context, server, wanted)
    const known = { found, choice, answers: parseInputs(wanted.input, listLaunchInputs(server, choice)) }
    const answers = await completeAnswers(
      context,
      known,
      targets.map((target) => target.client),
    )
    const request = { ...known, answers, environment: parseEnvironment(wanted.env) }
    const { done, failed } = await forEachTarget(
      context,
      targets,
      (target) => target.client.title,
      (target) => installInto(context, request, target, as, yes),
    )
    output.result(
      { server: server.name, version: server.version, registry: found.registry.url, installed: done, failed },
      done.map(toLine).join('\n'),
    )
    return failed.length === 0 ? 'done' : 'refused'
  },
})

interface Installed extends AppliedChange {
  readonly client: string
  readonly scope: Target['scope']
  readonly name: string
}

async function installInto(
  context: Context,
  request: LaunchRequest,
  { client, scope, path }: Target,
  as: string | undefined,
  yes: boolean,
): Promise<Installed> {
  const { entry, registry } = request.found
  const before = await readClientFile(path)
  const prepared = await prepareLaunch(context, request, client)
  const { server } = prepared
  const own = await listInstalled(context, { client: [client.id], scope, project: undefined })
  // The same server again is the same entry, whatever it was called.
  const earlier = own.find((other) => other.path === path && other.server === server.name)
  const written = writeEntry(context, client, before, prepared, as ?? earlier?.key)
  const inputs = listLaunchInputs(server, request.choice)
  const record = {
    key: written.name,
    client: client.id,
    scope,
    registry: registry.url,
    server: server.name,
    version: server.version,
    launch: toInstalledLaunch(server, request.choice),
    inputs: toRecordedInputs(request.answers, inputs),
    ...(entry.server.repository?.url !== undefined && { repository: entry.server.repository.url }),
  }
  const change = { kind: 'put', key: written.name, client, after: written.text, record } as const
  const applied = await applyChange(context, path, before, change, yes)
  return { client: client.id, scope, name: written.name, ...applied }
}

function toLine({ client, name, file, isChanged, backup }: Installed): string {
  if (!isChanged) return toSafeLine(`${client}: "${name}" in ${file} is up to date.`)
  const kept = backup === undefined ? '' : ` The previous file is ${backup}.`
  return toSafeLine(`${client}: "${name}" is in ${file}.${kept}`)
}
