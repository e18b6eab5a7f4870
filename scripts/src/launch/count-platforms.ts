import { findSupport, listLaunchChoices } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'

const MACHINES = [
  { system: 'darwin', architecture: 'arm64' },
  { system: 'darwin', architecture: 'x64' },
  { system: 'linux', architecture: 'arm64' },
  { system: 'linux', architecture: 'x64' },
  { system: 'win32', architecture: 'arm64' },
  { system: 'win32', architecture: 'x64' },
] as const

/** Prints how many servers with bundles for certain platforms have one that each platform runs, and how often it is the first one. */
export function printPlatforms(servers: readonly ServerJson[]): void {
  const bundled = servers
    .map((server) => listLaunchChoices(server).filter(({ type }) => type === 'mcpb'))
    .filter((bundles) => bundles.some(({ platform = {} }) => Object.keys(platform).length > 0))
  const rows = MACHINES.map((machine) => {
    const found = bundled.map((bundles) => bundles.map(({ platform = {} }) => findSupport(platform, machine)))
    const native = found.filter((support) => support.includes('native')).length
    const emulated = found.filter((support) => !support.includes('native') && support.includes('emulated')).length
    const first = found.filter(([support]) => support === 'native').length
    return [
      `${machine.system} ${machine.architecture}`,
      { native, emulated, refused: bundled.length - native - emulated, 'first one is right': first },
    ] as const
  })
  console.table(Object.fromEntries(rows))
}
