import { plain } from '../text.js'
import { namesPackage, toSpec } from './names-package.js'
import type { PackageType } from './package-type.js'

export const nuget: PackageType = {
  runner: 'dnx',
  runners: ['dnx', 'dotnet'],
  ownArguments: ['--yes', '-y'],
  identifier: /^[a-z0-9_][\w.-]*$/i,
  compose({ entry, runner, runtime, args, baseUrl }) {
    const prefix = runner === 'dotnet' ? ['tool', 'exec'] : []
    const source = baseUrl === undefined ? [] : ['--source', baseUrl]
    const spec = namesPackage(runtime, entry.identifier) ? [] : [toSpec(entry.identifier, entry.version)]
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
