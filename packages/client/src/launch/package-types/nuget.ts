import { namesPackage } from '@mcp-registry/contract'
import { plain, toPlain } from '../text.js'
import type { PackageType } from './package-type.js'
import { toSpec } from './to-spec.js'

export const nuget: PackageType = {
  runner: 'dnx',
  runners: ['dnx', 'dotnet'],
  identifier: /^[a-z0-9_][\w.-]*$/i,
  compose({ entry, runner, runtime, args, baseUrl }) {
    const prefix = runner === 'dotnet' ? ['tool', 'exec'] : []
    const source = baseUrl === undefined ? [] : ['--source', baseUrl]
    const spec = namesPackage('nuget', entry.identifier, runtime.map(toPlain)) ? [] : [toSpec(entry.identifier, entry.version)]
    return {
      command: runner,
      args: [
        ...prefix.map(plain),
        ...runtime,
        ...[...spec, '--yes', ...source].map(plain),
        ...(args.length > 0 ? [plain('--'), ...args] : []),
      ],
    }
  },
}
