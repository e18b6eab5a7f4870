import type { ClientWriter } from '@mcp-registry/client'
import { isRecord } from '@mcp-registry/contract'
import { type Context, explainError } from '@mcp-registry/publisher/command-line'
import { readClientFile } from '../launching/client-file.js'
import { findInstalledClient } from './find-installed-client.js'
import { type Installed, listInstalled } from './list-installed.js'
import type { Scope } from './install-record.js'
import { listTargets, type Target } from './targets.js'

/** A server in the file of a client. */
export interface ConfiguredEntry {
  readonly client: ClientWriter
  readonly scope: Scope
  readonly path: string
  readonly key: string
  /** Undefined if it is recorded as installed, but no longer in the file. */
  readonly entry: Readonly<Record<string, unknown>> | undefined
  /** Undefined if it was not installed by this command. */
  readonly installed: Installed | undefined
}

export interface Configured {
  readonly entries: readonly ConfiguredEntry[]
  /** The files that cannot be read. */
  readonly unreadable: readonly { readonly client: string; readonly path: string; readonly message: string }[]
}

export interface ConfiguredFilter {
  readonly client: readonly string[]
  readonly scope: Scope | undefined
  readonly project: string | undefined
}

/** Every server in the files of all clients: those of the user, those of the project, and others into which something was installed. */
export async function listConfigured(context: Context, filter: ConfiguredFilter): Promise<Configured> {
  const installed = await listInstalled(context, { ...filter, project: undefined })
  const entries: ConfiguredEntry[] = []
  const unreadable: Configured['unreadable'][number][] = []
  for (const target of await listAllTargets(context, filter, installed)) {
    const own = installed.filter(({ path }) => path === target.path)
    const found = await readEntries(target)
    if (typeof found === 'string') unreadable.push({ client: target.client.id, path: target.path, message: found })
    else entries.push(...toConfigured(target, found, own))
  }
  return { entries, unreadable }
}

/** One target for each file; of several clients that share it, the one that something was installed for. */
async function listAllTargets(
  context: Context,
  { client, scope, project }: ConfiguredFilter,
  installed: readonly Installed[],
): Promise<readonly Target[]> {
  const recorded = installed.flatMap((entry) => {
    const writer = findInstalledClient(entry)
    return writer === undefined ? [] : [{ client: writer, scope: entry.scope, path: entry.path }]
  })
  const scopes = (['user', 'project'] as const).filter((name) => scope === undefined || scope === name)
  const usual = (await Promise.all(scopes.map((name) => listTargets(context, name, project))))
    .flat()
    .filter((target) => client.length === 0 || client.includes(target.client.id))
  const targets = new Map<string, Target>()
  for (const target of [...recorded, ...usual]) if (!targets.has(target.path)) targets.set(target.path, target)
  return [...targets.values()]
}

/** The entries of a file, or why it cannot be read. */
async function readEntries({ client, path }: Target): Promise<ReadonlyMap<string, unknown> | string> {
  try {
    const entries = client.readEntries(await readClientFile(path))
    return entries.ok ? entries.value : entries.errors.join(' ')
  } catch (error) {
    return explainError(error).message
  }
}

function toConfigured(
  { client, scope, path }: Target,
  found: ReadonlyMap<string, unknown>,
  installed: readonly Installed[],
): readonly ConfiguredEntry[] {
  const keys = [...new Set([...found.keys(), ...installed.map(({ key }) => key)])]
  return keys.map((key) => {
    const entry = found.get(key)
    const own = installed.find((other) => other.key === key)
    return {
      client: (own && findInstalledClient(own)) ?? client,
      scope,
      path,
      key,
      entry: isRecord(entry) ? entry : undefined,
      installed: own,
    }
  })
}
