import { type LaunchChoice, type LaunchInput, type LaunchInputs, listLaunchChoices } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import type { InstalledEntry, InstalledLaunch } from './install-record.js'

/** What the record says of a choice of a server. */
export function toInstalledLaunch(server: ServerJson, { kind, index }: LaunchChoice): InstalledLaunch {
  if (kind === 'remote') return { kind, url: server.remotes?.[index]?.url ?? '' }
  const { registryType = '', identifier = '' } = server.packages?.[index] ?? {}
  return { kind, type: registryType, identifier }
}

/** The choice of another version that is the same package or remote; undefined if it has none. */
export function findSameChoice(
  server: ServerJson,
  installed: InstalledLaunch,
): ReturnType<typeof listLaunchChoices>[number] | undefined {
  const options = listLaunchChoices(server)
  const own = options.filter(({ kind }) => kind === installed.kind)
  const same = own.filter((option) => isSame(toInstalledLaunch(server, option), installed))
  // The name of a bundle's file may contain its version.
  return (
    same[0] ?? (installed.kind === 'package' && installed.type === 'mcpb' ? own.find(({ type }) => type === 'mcpb') : undefined)
  )
}

function isSame(a: InstalledLaunch, b: InstalledLaunch): boolean {
  if (a.kind === 'remote' || b.kind === 'remote') return a.kind === b.kind && 'url' in a && 'url' in b && a.url === b.url
  return a.type === b.type && withoutTag(a) === withoutTag(b)
}

/** The tag of an image is its version. */
function withoutTag({ type, identifier }: { readonly type: string; readonly identifier: string }): string {
  if (type !== 'oci') return identifier
  const name = identifier.split('@', 1)[0] ?? ''
  const colon = name.lastIndexOf(':')
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name
}

/** The given values of inputs that are not secret, as they are recorded. */
export function toRecordedInputs(given: LaunchInputs, inputs: readonly LaunchInput[]): InstalledEntry['inputs'] {
  const shown = new Set(inputs.filter(({ isSecret }) => !isSecret).map(({ id }) => id))
  const entries = Object.entries(given).filter(([id]) => shown.has(id))
  return Object.fromEntries(entries.map(([id, value]) => [id, Array.isArray(value) ? value : String(value)]))
}
