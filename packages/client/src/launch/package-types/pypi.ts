import { findPackageSource, namesPackage, withoutExtras } from '@mcp-registry/contract'
import { plain, toPlain, type Text } from '../text.js'
import type { PackageType } from './package-type.js'
import { toSpec } from './to-spec.js'

const RUNNERS: Readonly<Record<string, { command: string; prefix: readonly string[]; separator: string }>> = {
  uvx: { command: 'uvx', prefix: [], separator: '@' },
  uv: { command: 'uv', prefix: ['tool', 'run'], separator: '@' },
  pipx: { command: 'pipx', prefix: ['run'], separator: '==' },
}

export const pypi: PackageType = {
  runner: 'uvx',
  runners: Object.keys(RUNNERS),
  identifier: /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?:\[[a-z0-9._,\s-]+\])?$/i,
  compose({ entry, runner, runtime, args, baseUrl }) {
    const { command, prefix, separator } = RUNNERS[runner] ?? { command: runner, prefix: [], separator: '==' }
    const index = baseUrl === undefined ? [] : ['--index-url', baseUrl]
    return {
      command,
      args: [
        ...[...prefix, ...index].map(plain),
        ...runtime,
        ...listPackage(runtime, args, entry.identifier, toSpec(entry.identifier, entry.version, separator)),
        ...args,
      ],
    }
  },
}

function listPackage(runtime: readonly Text[], args: readonly Text[], identifier: string, spec: string): Text[] {
  const words = runtime.map(toPlain)
  const source = findPackageSource('pypi', words)
  if (source === undefined) return namesPackage('pypi', identifier, words) ? [] : [plain(spec)]
  // After an explicit source, the next argument is the command. If there is none, the command defaults to the name of the package.
  const isLast = source + (words[source]?.includes('=') ? 1 : 2) >= words.length
  const first = args[0]
  return isLast && (first === undefined || toPlain(first).startsWith('-')) ? [plain(withoutExtras(identifier))] : []
}
