import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './run-tool.js'

const ROOT = new URL('../../../', import.meta.url)
const PUBLIC = ['contract', 'client', 'publisher', 'server', 'cli']
const PREFIX = '@mcp-registry/'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly license?: string
  readonly engines?: { readonly node?: string }
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export interface Packed {
  readonly manifest: Manifest
  /** The file paths inside the archive. */
  readonly files: readonly string[]
  /** The size of the archive in bytes. */
  readonly size: number
  readonly archive: string
}

/** Packs the public packages as npm would publish them. */
export async function packAll(destination: string): Promise<Packed[]> {
  const args = ['pack', '--json', '--pack-destination', destination, ...PUBLIC.flatMap((name) => ['-w', `packages/${name}`])]
  const packed: { name: string; filename: string; size: number; files: { path: string }[] }[] = JSON.parse(
    await runTool('npm', args, ROOT.pathname),
  )
  return packed.map(({ name, filename, size, files }) => ({
    manifest: JSON.parse(readFileSync(new URL(`packages/${name.slice(PREFIX.length)}/package.json`, ROOT), 'utf8')),
    files: files.map(({ path }) => path),
    size,
    archive: join(destination, filename),
  }))
}

/** The condition under which this workspace alone reads the sources of its packages. See tsconfig.base.json. */
const SOURCE_CONDITION = 'mcp-registry-source'

function listPublished(targets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(targets).flatMap(([condition, target]) => (condition === SOURCE_CONDITION ? [] : [target]))
}

/** The faults of the archives that can be detected without installing them. */
export function listManifestFaults(packed: readonly Packed[]): string[] {
  const versions = new Map(packed.map(({ manifest }) => [manifest.name, manifest.version]))
  return packed.flatMap(({ manifest, files }) =>
    [
      ...(['description', 'license', 'engines', 'exports'] as const).flatMap((field) =>
        manifest[field] === undefined ? [`has no ${field}`] : [],
      ),
      ...(manifest.private === true ? ['is private'] : []),
      ...(versions.get(`${PREFIX}contract`) === manifest.version ? [] : ['has another version than the contract']),
      ...['README.md', 'LICENSE'].flatMap((file) => (files.includes(file) ? [] : [`has no ${file}`])),
      ...files.filter((file) => /^src\/|(^|\/)tests?\/|\.test\.|\.tsbuildinfo$/.test(file)).map((file) => `contains ${file}`),
      ...[...Object.values(manifest.bin ?? {}), ...Object.values(manifest.exports ?? {}).flatMap(listPublished)]
        .filter((target) => !files.includes(target.replace(/^\.\//, '')))
        .map((target) => `names ${target}, which it does not contain`),
      ...Object.entries(manifest.dependencies ?? {})
        .filter(([name, range]) => name.startsWith(PREFIX) && range !== `^${String(versions.get(name))}`)
        .map(([name, range]) => `needs ${name} ${range}, which is not what is published beside it`),
    ].map((fault) => `${manifest.name} ${fault}`),
  )
}
