import { isSemver, namesPackage } from '@mcp-registry/contract'
import { plain, type Text, toPlain } from '../text.js'
import type { PackageType } from './package-type.js'

export const go: PackageType = {
  runner: 'go',
  runners: ['go'],
  identifier: /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:\/[\w.~-]+)*$/i,
  compose({ entry, runtime, args, baseUrl }) {
    const version = `@${toVersion(entry.version)}`
    const isNamed = (text: Text) => namesPackage('go', entry.identifier, [toPlain(text)])
    const versioned = runtime.map((text) => (isNamed(text) && !toPlain(text).includes('@') ? [...text, ...plain(version)] : text))
    const named = runtime.some(isNamed) ? [] : [plain(entry.identifier + version)]
    return {
      command: 'go',
      args: [plain('run'), ...versioned, ...named, ...args],
      ...(baseUrl !== undefined && { environment: { GOPROXY: baseUrl } }),
    }
  },
}

// Outside a module, Go requires a version, and its versions start with a v.
function toVersion(version: string | undefined): string {
  if (version === undefined) return 'latest'
  return isSemver(version) && !version.startsWith('v') ? `v${version}` : version
}
