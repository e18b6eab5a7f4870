/** A system and an architecture in the words of Node, `process.platform` and `process.arch`; undefined means any. */
export interface Platform {
  readonly system?: string
  readonly architecture?: string
}

const SYSTEMS: Readonly<Record<string, string>> = {
  apple: 'darwin',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  mac: 'darwin',
  macos: 'darwin',
  osx: 'darwin',
  win: 'win32',
  windows: 'win32',
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  '386': 'ia32',
  aarch64: 'arm64',
  amd64: 'x64',
  arm: 'arm',
  arm64: 'arm64',
  armhf: 'arm',
  armv6: 'arm',
  armv6l: 'arm',
  armv7: 'arm',
  armv7l: 'arm',
  armv8: 'arm64',
  i386: 'ia32',
  i686: 'ia32',
  ia32: 'ia32',
  intel: 'x64',
  loong64: 'loong64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
  x86: 'ia32',
}

/** `darwin22`, `macosarm64`, `win64`, `linuxmusl`: a system, followed by its version, an architecture or a C library. */
const SYSTEM_WORD = /^(apple|darwin|freebsd|linux|macos|mac|osx|windows|win)([a-z0-9]*)$/

/**
 * The platform that the file name of a bundle states, as releases usually spell it: `weather-darwin-arm64.mcpb`,
 * `weather_Linux_x86_64.mcpb`, `weather-aarch64-apple-darwin.mcpb`. Words of the server's own name state none, and neither do several
 * systems or architectures at once.
 */
export function findBundlePlatform(identifier: string, serverName: string): Platform {
  const [path = ''] = identifier.split(/[?#]/, 1)
  const own = new Set(toWords(serverName.slice(serverName.lastIndexOf('/') + 1)))
  const systems = new Set<string>()
  const architectures = new Set<string>()
  for (const word of toWords(path.slice(path.lastIndexOf('/') + 1))) {
    if (own.has(word)) continue
    const { system, architecture } = readWord(word)
    if (system !== undefined) systems.add(system)
    if (architecture !== undefined) architectures.add(architecture)
  }
  const [system] = systems
  const [architecture] = architectures
  return {
    ...(systems.size === 1 && system !== undefined && { system }),
    ...(architectures.size === 1 && architecture !== undefined && { architecture }),
  }
}

/** Whether a machine runs programs of a platform: itself, or by the emulation that is part of macOS and Windows on ARM. */
export function findSupport(platform: Platform, machine: Required<Platform>): 'native' | 'emulated' | undefined {
  const { system = machine.system, architecture = machine.architecture } = platform
  if (system !== machine.system) return undefined
  if (architecture === machine.architecture) return 'native'
  const emulates = machine.architecture === 'arm64' && (system === 'darwin' || system === 'win32')
  return emulates && architecture === 'x64' ? 'emulated' : undefined
}

function toWords(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/x86[_-]64/g, 'amd64')
    .split(/[^a-z0-9]+/)
}

function readWord(word: string): Platform {
  const architecture = findOwn(ARCHITECTURES, word)
  if (architecture !== undefined) return { architecture }
  const [, name = '', rest = ''] = SYSTEM_WORD.exec(word) ?? []
  const system = findOwn(SYSTEMS, name)
  if (system === undefined) return {}
  // "win32" is the name of the system, whatever the architecture.
  if (rest === '64' || (rest === '32' && system !== 'win32')) return { system, architecture: rest === '64' ? 'x64' : 'ia32' }
  const suffix = findOwn(ARCHITECTURES, rest)
  if (suffix !== undefined) return { system, architecture: suffix }
  return /^(?:\d*|musl|gnu|x)$/.test(rest) ? { system } : {}
}

function findOwn(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
