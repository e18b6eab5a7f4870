import { namesPackage } from '@mcp-registry/contract'
import { plain, type Text, toPlain } from '../text.js'
import type { PackageType } from './package-type.js'
import { toSpec } from './to-spec.js'

// The options that make each runner run a package without a prompt, and the runners that accept the registry as an option.
const RUNNERS: Readonly<Record<string, { command: string; prefix: readonly string[]; takesRegistry: boolean; after?: string }>> =
  {
    npx: { command: 'npx', prefix: ['-y'], takesRegistry: true },
    npm: { command: 'npm', prefix: ['exec', '-y'], takesRegistry: true, after: '--' },
    bunx: { command: 'bunx', prefix: [], takesRegistry: false },
    bun: { command: 'bun', prefix: ['x'], takesRegistry: false },
    pnpm: { command: 'pnpm', prefix: ['dlx'], takesRegistry: false },
    pnpx: { command: 'pnpx', prefix: [], takesRegistry: false },
  }

export const npm: PackageType = {
  runner: 'npx',
  runners: Object.keys(RUNNERS),
  shellArguments: ['-c', '--call', '--shell-mode', '--script-shell', '--node-arg', '--node-options'],
  identifier: /^(?:@[a-z0-9~_][\w.~-]*\/)?[a-z0-9~_][\w.~-]*$/i,
  compose({ entry, runner, runtime, args, baseUrl }) {
    const { command, prefix, takesRegistry, after } = RUNNERS[runner] ?? { command: runner, prefix: [], takesRegistry: false }
    const isNamed = namesPackage('npm', entry.identifier, runtime.map(toPlain))
    const spec: readonly Text[] = isNamed ? [] : [plain(toSpec(entry.identifier, entry.version))]
    const registry = baseUrl !== undefined && takesRegistry ? ['--registry', baseUrl] : []
    return {
      command,
      args: [
        ...[...prefix, ...registry].map(plain),
        ...runtime,
        ...spec,
        // Without `--`, npm would parse the options of the server as its own.
        ...(after !== undefined && args.length > 0 ? [plain(after)] : []),
        ...args,
      ],
      ...(baseUrl !== undefined && !takesRegistry && { environment: { NPM_CONFIG_REGISTRY: baseUrl } }),
    }
  },
}
