import { resolve, sep } from 'node:path'
import { CommandError, type Context, toSafeLine } from '@mcp-registry/publisher/command-line'
import type { InstalledEntry, Scope } from './install-record.js'
import { readRecord } from './record.js'

/** An installed entry with the path of its file. */
export interface Installed extends InstalledEntry {
  readonly path: string
}

export interface InstalledFilter {
  readonly client: readonly string[]
  readonly scope: Scope | undefined
  readonly project: string | undefined
}

/** What is recorded as installed for the given clients (default: all), in the scope, and for the project. */
export async function listInstalled({ env }: Pick<Context, 'env'>, filter: InstalledFilter): Promise<readonly Installed[]> {
  const { files } = await readRecord(env)
  const { client: clients, scope, project } = filter
  const folder = project === undefined ? undefined : resolve(project)
  return files
    .flatMap(({ path, entries }) => entries.map((entry) => ({ ...entry, path })))
    .filter((entry) => clients.length === 0 || clients.includes(entry.client))
    .filter((entry) => scope === undefined || entry.scope === scope)
    .filter((entry) => folder === undefined || (entry.scope === 'project' && entry.path.startsWith(folder + sep)))
    .toSorted((a, b) => compare(a.server, b.server) || compare(a.client, b.client) || compare(a.path, b.path))
}

/** The installed entries with these names, each of a server or of an entry. Rejects a name of nothing. */
export async function requireInstalled(
  context: Pick<Context, 'env'>,
  names: readonly string[],
  filter: InstalledFilter,
): Promise<readonly Installed[]> {
  const all = await listInstalled(context, filter)
  const isNamed = ({ server, key }: InstalledEntry, name: string) => server === name || key === name
  for (const name of names) {
    if (all.some((entry) => isNamed(entry, name))) continue
    throw new CommandError(
      toSafeLine(`${name} was not installed by this command in such a client. See "mcp-registry list" for what was.`),
    )
  }
  return names.length === 0 ? all : all.filter((entry) => names.some((name) => isNamed(entry, name)))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
