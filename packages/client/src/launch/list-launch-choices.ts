import type { ServerJson } from '@mcp-registry/contract'
import { findBundlePlatform } from './bundle-platform.js'
import type { LaunchOption } from './launch.js'
import { findProgram } from './package-types/index.js'
import { findEntry } from './find-entry.js'
import { toList } from './read-entry.js'
import { toPlainString } from './to-plain-string.js'

/** Every way to use a server, packages before remotes, each in document order. */
export function listLaunchChoices(server: ServerJson): LaunchOption[] {
  const options: LaunchOption[] = []
  for (const kind of ['package', 'remote'] as const) {
    const list = toList(kind === 'package' ? server.packages : server.remotes)
    for (const index of list.keys()) {
      const entry = findEntry(server, { kind, index })
      if (entry?.kind === 'remote') options.push({ kind, index, type: 'remote', label: entry.url, transport: entry.type })
      if (entry?.kind === 'package') {
        const label = entry.version === undefined ? entry.identifier : `${entry.identifier} ${entry.version}`
        const program = findProgram(entry)
        options.push({
          kind,
          index,
          type: entry.registryType,
          label,
          transport: entry.transport.type,
          ...(program !== undefined && { program }),
          ...(entry.registryType === 'mcpb' && { platform: findBundlePlatform(entry.identifier, toPlainString(server.name)) }),
        })
      }
    }
  }
  return options
}
