import { join } from 'node:path'
import { createRegistryClient, type IncludeDeleted, isRegistryClientError, type RegistryClient } from '@mcp-registry/client'
import type { ServerResponse } from '@mcp-registry/contract'
import {
  CommandError,
  type Context,
  DEFAULT_REGISTRY,
  findText,
  requireRegistryUrl,
  toSafeLine,
  UsageError,
} from '@mcp-registry/publisher/command-line'
import { CLI_VERSION } from '../../version.js'
import { toConfigFolder } from '../config-folder.js'
import { findOfficial, toStatusText } from './what-registries-say.js'

/** The option of every command that reads from registries. */
export const registryOption = {
  registry: {
    kind: 'list',
    placeholder: 'url',
    about: `the registry (MCP_REGISTRY_URL, or ~/.config/mcp-registry/config.json; default: ${DEFAULT_REGISTRY})`,
  },
} as const

export interface Registry {
  readonly url: string
  readonly client: RegistryClient
}

/** The registries to query, in order: from the command line, otherwise from the environment, the configuration, or the public registry. */
export async function openRegistries({ env }: Pick<Context, 'env'>, given: readonly string[]): Promise<readonly Registry[]> {
  const fromEnvironment = (env['MCP_REGISTRY_URL'] ?? '').split(/[\s,]+/).filter((url) => url !== '')
  const urls = given.length > 0 ? given : fromEnvironment.length > 0 ? fromEnvironment : await readConfigured(env)
  return [...new Set(urls.map((url) => requireRegistryUrl(url)))].map(openRegistry)
}

/** The registry with this normalized URL. */
export function openRegistry(url: string): Registry {
  return { url, client: createRegistryClient({ baseUrl: url, cache: false, userAgent: `mcp-registry/${CLI_VERSION}` }) }
}

export interface Found {
  readonly registry: Registry
  readonly entry: ServerResponse
}

/** A version of a server, from the first registry that has it. */
export async function requireServer(
  registries: readonly Registry[],
  name: string,
  version: string | undefined,
  { signal }: Pick<Context, 'signal'>,
): Promise<Found> {
  const what = version === undefined || version === 'latest' ? name : `version ${version} of ${name}`
  return askInOrder(registries, what, async (registry) => {
    const ask = (options: IncludeDeleted) => registry.client.getServerVersion(name, version ?? 'latest', options, { signal })
    const entry = await ask({}).catch(async (error: unknown) => {
      if (isNotFound(error)) requireNotDeleted(await ask({ includeDeleted: true }))
      throw error
    })
    return { registry, entry }
  })
}

/** Throws, with the message of the publisher, if a version that is left out of responses is deleted. */
function requireNotDeleted(entry: ServerResponse): void {
  const { name, version } = entry.server
  if (findOfficial(entry)?.status !== 'deleted') return
  throw new CommandError(
    toSafeLine(`${name} ${version} is ${toStatusText(entry)}`) + `\nSee "mcp-registry versions ${toSafeLine(name)}" for others.`,
  )
}

function isNotFound(error: unknown): boolean {
  return isRegistryClientError(error) && error.status === 404
}

/** The first response other than 404. Any other error ends the search, since later registries must not replace one that is unavailable. */
export async function askInOrder<T>(
  registries: readonly Registry[],
  what: string,
  ask: (registry: Registry) => Promise<T | undefined>,
): Promise<T> {
  for (const registry of registries) {
    try {
      const answer = await ask(registry)
      if (answer !== undefined) return answer
    } catch (error) {
      if (error instanceof TypeError) throw new UsageError(error.message)
      if (!isNotFound(error)) throw error
    }
  }
  const places = registries.map(({ url }) => url).join(' or ')
  throw new CommandError(`There is no ${what} at ${places}. Find the name with "mcp-registry search".`)
}

async function readConfigured(env: Context['env']): Promise<readonly string[]> {
  const file = join(toConfigFolder(env), 'config.json')
  const text = await findText(file)
  if (text === undefined) return [DEFAULT_REGISTRY]
  const registries = findRegistries(text)
  if (registries === undefined) throw new CommandError(`${file} is malformed. Use {"registries": ["${DEFAULT_REGISTRY}"]}`)
  return registries.length > 0 ? registries : [DEFAULT_REGISTRY]
}

function findRegistries(text: string): readonly string[] | undefined {
  try {
    const { registries } = JSON.parse(text) as { registries?: unknown }
    return Array.isArray(registries) && registries.every((url) => typeof url === 'string') ? registries : undefined
  } catch {
    return undefined
  }
}
