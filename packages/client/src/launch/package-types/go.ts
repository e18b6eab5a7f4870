import { isSemver } from '@mcp-registry/contract'
import { plain, toPlain } from '../text.js'
import type { PackageType } from './package-type.js'

export const go: PackageType = {
  runner: 'go',
  runners: ['go'],
  ownArguments: ['run'],
  identifier: /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:\/[\w.~-]+)*$/i,
  compose({ entry, runtime, args, baseUrl }) {
    const isNamed = runtime.some((text) => toPlain(text).split('@', 1)[0] === entry.identifier)
    return {
      command: 'go',
      args: [plain('run'), ...runtime, ...(isNamed ? [] : [plain(`${entry.identifier}@${toVersion(entry.version)}`)]), ...args],
      ...(baseUrl !== undefined && { environment: { GOPROXY: baseUrl } }),
    }
  },
}

// Outside a module, Go requires a version, and its versions start with a v.
function toVersion(version: string | undefined): string {
  if (version === undefined) return 'latest'
  return isSemver(version) && !version.startsWith('v') ? `v${version}` : version
}
