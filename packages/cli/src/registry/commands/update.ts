import { type ClientWriter, type LaunchInput, type LaunchInputs, type LaunchOption, listLaunchInputs } from '@mcp-registry/client'
import type { ServerResponse } from '@mcp-registry/contract'
import { CommandError, type Context, defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { askForInputs, launchOptions, parseInputs } from '@mcp-registry/publisher/launching'
import { type AppliedChange, applyChange } from '../installing/apply-change.js'
import { findInstalledClient } from '../installing/find-installed-client.js'
import { forEachTarget } from '../installing/for-each-target.js'
import { listFindings } from '../installing/list-findings.js'
import { type Installed, requireInstalled } from '../installing/list-installed.js'
import { lookUpInstalled } from '../installing/look-up.js'
import { clientIds, scopeOptions } from '../installing/targets.js'
import { findSameChoice, toInstalledLaunch, toRecordedInputs } from '../installing/to-installed-launch.js'
import { updatePart } from '../installing/update-part.js'
import { readClientFile } from '../launching/client-file.js'
import { completeAnswers, prepareLaunch } from '../launching/prepare-launch.js'
import { toRefusal, writeEntry } from '../launching/write-entry.js'
import { openRegistry } from '../reading/registries.js'
import { warnOfEntry } from '../reading/warn-of-entry.js'

export const update = defineCommand({
  name: 'update',
  summary: 'Update installed servers to their latest versions.',
  details:
    'Changes in each entry only what differs between the two versions: inputs, secrets, references and what was added by hand stay. Shows each change first, asks for confirmation on a terminal, and keeps a backup of the file. If the new version needs another input, it is asked for on a terminal; elsewhere, give it with --input.',
  arguments: {
    names: { about: 'the names of servers or entries (default: all that are outdated)', optional: true, variadic: true },
  },
  options: {
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: 'only in this client (default: in all)' },
    ...scopeOptions,
    scope: { kind: 'choice', choices: ['user', 'project'], about: 'only the files of the user, or of projects (default: both)' },
    input: launchOptions.input,
    yes: { kind: 'flag', short: 'y', about: 'write without confirmation' },
  },
  examples: [
    { command: 'mcp-registry update', about: 'Update everything that is outdated' },
    { command: 'mcp-registry update io.github.alice/weather --input REGION=eu', about: 'Update one server, with a new input' },
  ],
  async run(context, { names }, { client, scope, project, input, yes }) {
    if (input.length > 0 && names.length === 0) throw new UsageError('--input is for the servers that are named.')
    const installed = await requireInstalled(context, names, { client, scope, project })
    // What was answered for a server is not asked again for its other clients.
    const answered = new Map<string, LaunchInputs>()
    const { done, failed } = await forEachTarget(
      context,
      installed,
      (entry) => `${entry.server} in ${entry.client}`,
      (entry) => updateOne(context, entry, { input, yes, answered }),
    )
    const updated = done.filter((item) => item !== undefined)
    context.output.result({ updated, failed }, updated.map(toLine).join('\n'))
    if (updated.length === 0 && failed.length === 0) context.output.say('Everything that was installed is up to date.')
    return failed.length === 0 ? 'done' : 'refused'
  },
})

interface Updated extends AppliedChange {
  readonly client: string
  readonly name: string
  readonly server: string
  readonly from: string
  readonly to: string
}

interface UpdateOptions {
  readonly input: readonly string[]
  readonly yes: boolean
  /** The values that were given so far, by the name of the server. */
  readonly answered: Map<string, LaunchInputs>
}

/** Updates one entry; undefined if it is up to date. */
async function updateOne(
  context: Context,
  { path, ...installed }: Installed,
  { input, yes, answered }: UpdateOptions,
): Promise<Updated | undefined> {
  const { key, server: name, version: from } = installed
  const known = await lookUpInstalled(context, installed, openRegistry)
  if (known === undefined)
    throw new CommandError(
      toSafeLine(`${name} is not at ${installed.registry}, or no longer. Remove it: mcp-registry remove ${name}`),
    )
  if (!known.isOutdated) return undefined
  const client = findInstalledClient(installed)
  if (client === undefined) throw new CommandError(toSafeLine(`This version knows no client ${installed.client}.`))
  const { latest, current } = known
  warnOfEntry(context, latest, undefined)
  for (const { code, message } of listFindings(
    { ...installed, client, path, entry: undefined, installed: { ...installed, path } },
    known,
  ))
    if (code === 'owner-changed') context.output.warn(toSafeLine(`${name}: ${message}.`))
  const choice = findSameChoice(latest.server, installed.launch)
  if (choice === undefined)
    throw new CommandError(
      toSafeLine(
        `${name} ${latest.server.version} no longer has the package or remote that is installed. Choose another: mcp-registry install ${name} --client ${client.id}`,
      ),
    )
  const before = await readClientFile(path)
  const inputs = listLaunchInputs(latest.server, choice)
  const given = parseInputs(input, inputs)
  const remembered = pick(answered.get(name) ?? {}, inputs)
  const request = { before, key, installed, current, latest, choice, given, remembered }
  const { text: after, answers } = await toUpdatedText(context, client, request)
  answered.set(name, { ...answered.get(name), ...answers })
  const { repository } = latest.server
  const record = {
    ...installed,
    version: latest.server.version,
    launch: toInstalledLaunch(latest.server, choice),
    inputs: { ...installed.inputs, ...toRecordedInputs(answers, inputs) },
    ...(repository?.url !== undefined && { repository: repository.url }),
  }
  const applied = await applyChange(context, path, before, { kind: 'put', key, client, after, record }, yes)
  return { client: client.id, name: key, server: name, from, to: latest.server.version, ...applied }
}

interface UpdateRequest {
  readonly before: string | undefined
  readonly key: string
  readonly installed: Omit<Installed, 'path'>
  readonly current: ServerResponse | undefined
  readonly latest: ServerResponse
  readonly choice: LaunchOption
  readonly given: LaunchInputs
  /** What was answered for other clients. */
  readonly remembered: LaunchInputs
}

/** The text of the file with the latest version, and the values that were given for its inputs. */
async function toUpdatedText(
  context: Context,
  client: ClientWriter,
  request: UpdateRequest,
): Promise<{ readonly text: string; readonly answers: LaunchInputs }> {
  const { before, key, installed, current, latest, choice, given, remembered } = request
  const present = client.findPart(before, key)
  if (!present.ok) throw toRefusal(present.errors)
  if (present.value === undefined)
    throw new CommandError(
      toSafeLine(`"${key}" is no longer in the file of ${client.title}. Forget it: mcp-registry remove ${key}`),
    )
  const rest = client.remove(before, key)
  if (!rest.ok) throw toRefusal(rest.errors)
  const inputs = listLaunchInputs(latest.server, choice)
  const previous = current && findSameChoice(current.server, installed.launch)
  if (current !== undefined && previous !== undefined && previous.type !== 'mcpb') {
    const earlier = new Set(listLaunchInputs(current.server, previous).map(({ id }) => id))
    // The file has the values of the inputs that the installed version has as well.
    const added = inputs.filter(({ id, isSecret }) => !earlier.has(id) && !(isSecret && client.hasReferences))
    const answers = await requireAnswers(context, added, { ...pick(remembered, added), ...given })
    const versions = { previous: { server: current.server, choice: previous }, next: { server: latest.server, choice } }
    const part = updatePart(client, rest.value, key, present.value, versions, { recorded: installed.inputs, given: answers })
    const set = part && client.setPart(before, key, part)
    if (set?.ok === true) return { text: set.value, answers }
  }
  const found = { registry: openRegistry(installed.registry), entry: latest }
  const known = { found, choice, answers: { ...pick(installed.inputs, inputs), ...remembered, ...given } }
  const answers = await completeAnswers(context, known, [client])
  const prepared = await prepareLaunch(context, { ...known, answers, environment: {} }, client)
  return { text: writeEntry(context, client, before, prepared, key).text, answers }
}

/** The values of these inputs. */
function pick(values: LaunchInputs, inputs: readonly LaunchInput[]): LaunchInputs {
  return Object.fromEntries(Object.entries(values).filter(([id]) => inputs.some((input) => input.id === id)))
}

/** The given values and those that are asked for on a terminal. Rejects if a required one is missing then. */
async function requireAnswers(context: Context, inputs: readonly LaunchInput[], given: LaunchInputs): Promise<LaunchInputs> {
  const answers = await askForInputs(context, inputs, given)
  const missing = inputs.filter(({ id, isRequired }) => isRequired && !Object.hasOwn(answers, id))
  if (missing.length === 0) return answers
  const lines = missing.map(
    ({ id, description }) =>
      `--input ${id}=… is missing, which the new version needs${description === undefined ? '.' : `: ${description}`}`,
  )
  throw new UsageError(lines.map((line) => toSafeLine(line)).join('\n'))
}

function toLine({ client, name, server, from, to, file, isChanged, backup }: Updated): string {
  const kept = backup === undefined ? '' : ` The previous file is ${backup}.`
  const where = isChanged ? `"${name}" in ${file} is updated.${kept}` : `"${name}" in ${file} needs no change.`
  return toSafeLine(`${client}: ${server} ${from} → ${to}: ${where}`)
}
