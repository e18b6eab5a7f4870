import { CommandError, type Context, defineCommand, toSafeLine } from '@mcp-registry/publisher/command-line'
import { type AppliedChange, applyChange } from '../installing/apply-change.js'
import { findInstalledClient } from '../installing/find-installed-client.js'
import { forEachTarget } from '../installing/for-each-target.js'
import { type Installed, requireInstalled } from '../installing/list-installed.js'
import { clientIds, scopeOptions } from '../installing/targets.js'
import { readClientFile } from '../launching/client-file.js'

export const remove = defineCommand({
  name: 'remove',
  summary: 'Remove an installed server from clients.',
  details:
    'Shows each change first, and asks for confirmation on a terminal. When the last server that was installed into a file is removed, the file is again what it was before, byte by byte: a file that did not exist is deleted. If the file was changed meanwhile, only the entry is removed, and the prompts that only it used.',
  arguments: { name: { about: 'the name of the server, or of its entry' } },
  options: {
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: 'only from this client (default: from all)' },
    ...scopeOptions,
    scope: { kind: 'choice', choices: ['user', 'project'], about: 'only the files of the user, or of projects (default: both)' },
    yes: { kind: 'flag', short: 'y', about: 'write without confirmation' },
  },
  examples: [
    { command: 'mcp-registry remove io.github.alice/weather', about: 'Remove a server from all clients' },
    { command: 'mcp-registry remove weather --client cursor --yes', about: 'Remove one entry, without confirmation' },
  ],
  async run(context, { name }, { client, scope, project, yes }) {
    const installed = await requireInstalled(context, [name], { client, scope, project })
    const { done, failed } = await forEachTarget(
      context,
      installed,
      (entry) => entry.client,
      (entry) => removeOne(context, entry, yes),
    )
    context.output.result({ removed: done, failed }, done.map(toLine).join('\n'))
    return failed.length === 0 ? 'done' : 'refused'
  },
})

interface Removed extends AppliedChange {
  readonly client: string
  readonly name: string
  readonly server: string
}

async function removeOne(context: Context, { path, ...entry }: Installed, yes: boolean): Promise<Removed> {
  const client = findInstalledClient(entry)
  if (client === undefined)
    throw new CommandError(
      toSafeLine(`This version knows no client ${entry.client}. Remove "${entry.key}" from ${path} by hand.`),
    )
  const change = { kind: 'remove', key: entry.key, client } as const
  const applied = await applyChange(context, path, await readClientFile(path), change, yes)
  return { client: client.id, name: entry.key, server: entry.server, ...applied }
}

function toLine({ client, name, file, isChanged, backup, isDeleted }: Removed): string {
  if (!isChanged) return toSafeLine(`${client}: "${name}" was no longer in ${file}.`)
  const kept = backup === undefined ? '' : ` The previous file is ${backup}.`
  return toSafeLine(
    isDeleted
      ? `${client}: removed "${name}" and ${file}, which has nothing else.`
      : `${client}: removed "${name}" from ${file}.${kept}`,
  )
}
