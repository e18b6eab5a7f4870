import { isRunnableType, namesPackage, type ServerJson } from '@mcp-registry/contract'
import { findEntry } from '../find-entry.js'
import type { HttpLaunch, LaunchInput, LaunchInputs, LaunchOption } from '../launch.js'
import { listLaunchChoices } from '../list-launch-choices.js'
import { listLaunchInputs } from '../list-launch-inputs.js'
import type { PackageEntry, RemoteEntry } from '../read-entry.js'
import { resolveLaunch } from '../resolve-launch.js'
import { isSameLaunch, toWords } from './is-same-launch.js'

/** What an entry in the file of a client launches of a server. */
export interface LaunchedChoice {
  readonly choice: LaunchOption
  /** The version of the package that the entry of the client names; undefined if it names none, and for a remote. */
  readonly version: string | undefined
  /** The version of the package that the document names, likewise. */
  readonly documentVersion: string | undefined
}

/**
 * The package or remote of a server that an entry in the file of a client launches, whoever wrote it; undefined if it launches something
 * else. `current` is the entry as `readLaunched` of the client returns it. Bundles, and packages that serve a URL, cannot be told from others by an entry alone.
 */
export function findLaunchedChoice(server: ServerJson, current: Readonly<Record<string, unknown>>): LaunchedChoice | undefined {
  for (const choice of listLaunchChoices(server)) {
    const entry = findEntry(server, choice)
    if (entry?.kind === 'remote' && isSameLaunch(current, toOpenLaunch(entry), entry))
      return { choice, version: undefined, documentVersion: undefined }
    if (entry?.kind !== 'package' || entry.registryType === 'mcpb' || entry.transport.type !== 'stdio') continue
    const launch = resolveLaunch(server, choice, toStandIns(listLaunchInputs(server, choice)), { deferSecrets: true })
    if (!launch.ok || !isSameLaunch(current, launch.value, entry)) continue
    const documentVersion = entry.version ?? findVersion(entry, [entry.identifier])
    return { choice, version: findVersion(entry, toWords(current)), documentVersion }
  }
  return undefined
}

/** A launch whose URL is unknown from its first variable on. */
function toOpenLaunch({ url, type }: RemoteEntry): HttpLaunch {
  const start = url.indexOf('{')
  const spans = start === -1 ? [] : [{ path: ['url'], start, end: start }]
  return {
    kind: 'http',
    type: type === 'sse' ? 'sse' : 'streamable-http',
    url,
    headers: {},
    secrets: [{ id: 'url', isGiven: false, spans }],
    warnings: [],
    standIns: [],
  }
}

/** Any valid value for each required input, since the values do not tell servers apart. */
function toStandIns(inputs: readonly LaunchInput[]): LaunchInputs {
  const STAND_INS = { string: 'x', filepath: 'x', number: '0', boolean: 'true' } as const
  const required = inputs.filter(({ isRequired, isSecret }) => isRequired && !isSecret)
  return Object.fromEntries(required.map(({ id, choices, format }) => [id, choices?.[0] ?? STAND_INS[format]]))
}

/** What follows the name of the package in the word that names it: `1.0.0` of `@alice/weather@1.0.0`, `weather==1.0.0` or `weather:1.0.0`. */
function findVersion({ registryType, identifier }: PackageEntry, words: readonly string[]): string | undefined {
  const word = words.find((text) => isRunnableType(registryType) && namesPackage(registryType, identifier, [text]))
  if (word === undefined) return undefined
  const name = word.slice(Math.max(word.lastIndexOf('/'), 0) + 1)
  const separator = registryType === 'oci' ? (name.includes('@') ? '@' : ':') : name.includes('==') ? '==' : '@'
  const index = name.indexOf(separator, 1)
  return index === -1 ? undefined : name.slice(index + separator.length) || undefined
}
