import { type CallOptions, findLaunchedChoice, isRegistryClientError } from '@mcp-registry/client'
import { compareVersions, isSemver, type ServerResponse } from '@mcp-registry/contract'
import { type Context, explainError } from '@mcp-registry/publisher/command-line'
import type { Registry } from '../reading/registries.js'
import { findOfficial } from '../reading/what-registries-say.js'
import { listSearchWords } from './list-search-words.js'
import type { ConfiguredEntry } from './list-configured.js'
import type { InstalledEntry } from './install-record.js'

/** What registries say of a configured server. */
export type Known =
  | {
      readonly kind: 'known'
      readonly registry: string
      readonly server: string
      /** The configured version; undefined if the entry does not name one. */
      readonly version: string | undefined
      /** The configured version in the registry; undefined if it is not there. */
      readonly current: ServerResponse | undefined
      readonly latest: ServerResponse
      /** Whether the latest version is to be preferred to the configured one. */
      readonly isOutdated: boolean
    }
  /** It was installed, and the registry has no such server any more. */
  | { readonly kind: 'missing'; readonly registry: string; readonly server: string; readonly version: string }
  /** No registry has a server that the entry launches. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable'; readonly message: string }
  | { readonly kind: 'not-asked' }

/** Maximum requests of one command, and how many are in progress at a time. */
const MAX_REQUESTS = 500
const CONCURRENCY = 4

export interface LookUpOptions {
  readonly registries: readonly Registry[]
  /** Look in these registries also for what was installed from another one. */
  readonly isRegistryGiven: boolean
  /** Opens the registry from which a server was installed. */
  readonly open: (url: string) => Registry
}

/** Looks up every entry, a few at a time. After the maximum number of requests, the rest is not asked for. */
export async function lookUpAll(
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  entries: readonly ConfiguredEntry[],
  options: LookUpOptions,
): Promise<readonly Known[]> {
  const results: Known[] = entries.map(() => ({ kind: 'not-asked' }))
  // Elsewhere than on a terminal, a few requests are not worth a line.
  using progress = output.stderr.isTTY === true ? output.progress('Asking the registry') : undefined
  const asked = openRequests(signal)
  let [next, finished] = [0, 0]
  const work = async () => {
    for (let index = next++; index < entries.length; index = next++) {
      const entry = entries[index]
      if (entry !== undefined) results[index] = await lookUp(entry, options, asked)
      progress?.update(++finished, entries.length, `${finished} of ${entries.length}`)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  return results
}

/** Looks up an installed server in the registry from which it was installed. Failures of the registry are thrown. */
export async function lookUpInstalled(
  { signal }: Pick<Context, 'signal'>,
  { server, version, registry }: Pick<InstalledEntry, 'server' | 'version' | 'registry'>,
  open: LookUpOptions['open'],
): Promise<Extract<Known, { kind: 'known' }> | undefined> {
  return findIn([open(registry)], server, () => ({ version }), openRequests(signal))
}

interface Requests {
  readonly call: CallOptions
  /** The answer, undefined for 404. The same question is asked once. */
  ask<T>(key: string, send: () => Promise<T>): Promise<T | undefined>
}

class TooManyRequests extends Error {}

function openRequests(signal: AbortSignal): Requests {
  const answers = new Map<string, Promise<unknown>>()
  return {
    call: { signal },
    ask<T>(key: string, send: () => Promise<T>) {
      const earlier = answers.get(key) as Promise<T | undefined> | undefined
      if (earlier !== undefined) return earlier
      if (answers.size >= MAX_REQUESTS) throw new TooManyRequests()
      const answer = send().catch((error: unknown) => {
        // A name that cannot be in a path is in no registry.
        if (error instanceof TypeError || (isRegistryClientError(error) && error.status === 404)) return undefined
        throw error
      })
      answers.set(key, answer)
      return answer
    },
  }
}

async function lookUp(configured: ConfiguredEntry, options: LookUpOptions, requests: Requests): Promise<Known> {
  try {
    const { installed } = configured
    if (installed === undefined) return await recognize(configured, options.registries, requests)
    const { server, version } = installed
    const registries = options.isRegistryGiven ? options.registries : [options.open(installed.registry)]
    const known = await findIn(registries, server, () => ({ version }), requests)
    return known ?? { kind: 'missing', registry: registries.map(({ url }) => url).join(' or '), server, version }
  } catch (error) {
    if (requests.call.signal?.aborted === true) throw error
    if (error instanceof TooManyRequests) return { kind: 'not-asked' }
    return { kind: 'unreachable', message: explainError(error).message }
  }
}

/** The configured version of a server, and whether its package is newer in the latest version, where that is known otherwise. */
interface OwnVersion {
  readonly version: string | undefined
  readonly isPackageOutdated?: boolean
}

/** What the first registry that has a server says of it; `findOwn` tells whether it is the one that is configured, and its version. */
async function findIn(
  registries: readonly Registry[],
  name: string,
  findOwn: (latest: ServerResponse) => OwnVersion | undefined,
  requests: Requests,
): Promise<Extract<Known, { kind: 'known' }> | undefined> {
  for (const registry of registries) {
    const latest =
      (await getVersion(registry, name, 'latest', false, requests)) ??
      (await getVersion(registry, name, 'latest', true, requests))
    const own = latest && findOwn(latest)
    if (latest === undefined || own === undefined) continue
    const { version, isPackageOutdated = false } = own
    const current = version === undefined ? undefined : await getVersion(registry, name, version, true, requests)
    return {
      kind: 'known',
      registry: registry.url,
      server: latest.server.name,
      version,
      current,
      latest,
      isOutdated:
        current === undefined && own.isPackageOutdated !== undefined ? isPackageOutdated : isOutdated(version, current, latest),
    }
  }
  return undefined
}

function getVersion({ url, client }: Registry, name: string, version: string, includeDeleted: boolean, requests: Requests) {
  return requests.ask(JSON.stringify([url, name, version, includeDeleted]), () =>
    client.getServerVersion(name, version, { includeDeleted }, requests.call),
  )
}

function isOutdated(version: string | undefined, current: ServerResponse | undefined, latest: ServerResponse): boolean {
  if (version === undefined || version === latest.server.version || isDeleted(latest)) return false
  if (current === undefined || isDeleted(current)) return true
  return compareVersions(toOrdered(latest), toOrdered(current)) > 0
}

function isOlder(version: string | undefined, than: string | undefined): boolean {
  if (version === undefined || than === undefined || !isSemver(version) || !isSemver(than)) return false
  return compareVersions({ version, publishedAt: '' }, { version: than, publishedAt: '' }) < 0
}

function isDeleted(entry: ServerResponse): boolean {
  return findOfficial(entry)?.status === 'deleted'
}

function toOrdered(entry: ServerResponse) {
  return { version: entry.server.version, publishedAt: findOfficial(entry)?.publishedAt ?? '' }
}

const MAX_FOUND = 20

/** Finds the server that an entry launches, which was not installed by this command. */
async function recognize(
  { client, key, entry: written }: ConfiguredEntry,
  registries: readonly Registry[],
  requests: Requests,
): Promise<Known> {
  if (written === undefined) return { kind: 'unknown' }
  const entry = client.readLaunched(written)
  const findOwn = ({ server }: ServerResponse): OwnVersion | undefined => {
    const launched = findLaunchedChoice(server, entry)
    if (launched === undefined) return undefined
    const { version, documentVersion } = launched
    // A package may have another version than the server.
    if (launched.choice.kind === 'remote' || version === documentVersion) return { version: server.version }
    return { version, isPackageOutdated: isOlder(version, documentVersion) }
  }
  // VS Code names entries after their servers.
  const named = key.includes('/') ? await findIn(registries, key, findOwn, requests) : undefined
  if (named !== undefined) return named
  for (const registry of registries) {
    for (const q of listSearchWords(key, entry)) {
      const found = await requests.ask(JSON.stringify([registry.url, q]), () =>
        registry.client.searchServers({ q, limit: MAX_FOUND }, requests.call),
      )
      for (const candidate of found?.servers ?? []) {
        if (findOwn(candidate) === undefined) continue
        const known = await findIn([registry], candidate.server.name, findOwn, requests)
        if (known !== undefined) return known
      }
    }
  }
  return { kind: 'unknown' }
}
