import { dirname, resolve } from 'node:path'
import { CLIENTS, type ClientWriter } from '@mcp-registry/client'
import { type Context, isPresent, toHome, UsageError } from '@mcp-registry/publisher/command-line'
import { findClientFile } from '../launching/client-file.js'
import type { Scope } from './install-record.js'
import { withScope } from './with-scope.js'

/** A file that a client reads. */
export interface Target {
  readonly client: ClientWriter
  readonly scope: Scope
  readonly path: string
}

/** Options of commands that choose files of clients. */
export const scopeOptions = {
  scope: { kind: 'choice', choices: ['user', 'project'], about: "the user's file, or that of the project (default: user)" },
  project: { kind: 'text', placeholder: 'folder', about: 'the folder of the project (default: the current one)' },
} as const

export const clientIds: readonly string[] = CLIENTS.filter(
  ({ userFiles, projectPath }) => userFiles.length > 0 || projectPath !== undefined,
).map(({ id }) => id)

/** The files of every client in a scope. */
export async function listTargets(
  { env }: Pick<Context, 'env'>,
  scope: Scope,
  project: string | undefined,
): Promise<readonly Target[]> {
  const targets: Target[] = []
  for (const client of CLIENTS) {
    const path = scope === 'user' ? await findClientFile(client, env) : client.projectPath
    if (path === undefined) continue
    targets.push({ client: withScope(client, scope), scope, path: resolve(scope === 'user' ? '.' : (project ?? '.'), path) })
  }
  return targets
}

/** The files of the named clients. Rejects a client that has none in this scope, with the list of those that do. */
export function requireTargets(targets: readonly Target[], clients: readonly string[]): readonly Target[] {
  return [...new Set(clients)].map((id) => {
    const target = targets.find(({ client }) => client.id === id)
    if (target !== undefined) return target
    const title = CLIENTS.find((client) => client.id === id)?.title ?? id
    throw new UsageError(`${title} has no file of a ${targets[0]?.scope ?? 'project'}. These have one: ${toIds(targets)}.`)
  })
}

export function toIds(targets: readonly Target[]): string {
  return targets.map(({ client }) => client.id).join(', ')
}

/** Whether a client seems to be on this machine: its file exists, or the folder of its file, unless that is one that others use as well. */
export async function isDetected({ path }: Target, { env }: Pick<Context, 'env'>, project: string | undefined): Promise<boolean> {
  const shared = [toHome(env), env['USERPROFILE'], env['APPDATA'], project ?? '.'].flatMap((folder) => folder && resolve(folder))
  const folder = dirname(path)
  return (await isPresent(path)) || (!shared.includes(folder) && (await isPresent(folder)))
}
