import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { measureInstallation } from './measure-installation.js'
import type { Packed } from './pack-all.js'
import { runTool, ToolError } from './run-tool.js'

/** The workspace packages that make up `mcp-publisher`. */
const NAMES = ['contract', 'client', 'publisher'].map((name) => `@mcp-registry/${name}`)
const MAX_PACKAGES = 25
const MAX_BYTES = 15_000_000

/** Installs `mcp-publisher` without the server, runs it, and checks its size. Returns a report. */
export async function checkPublisher(packed: readonly Packed[], folder: string): Promise<string> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{"private": true}')
  const archives = packed.filter(({ manifest }) => NAMES.includes(manifest.name)).map(({ archive }) => archive)
  // With --engine-strict, a package that does not support this Node version fails the installation; otherwise npm only warns.
  await runTool('npm', ['install', '--engine-strict', '--no-audit', '--no-fund', '--prefer-offline', ...archives], folder)

  const command = join(folder, 'node_modules/.bin/mcp-publisher')
  const version = await runTool(command, ['--version'], folder)
  const expected = packed.find(({ manifest }) => manifest.name === '@mcp-registry/publisher')?.manifest.version
  if (version !== `mcp-publisher ${expected}\n`) throw new ToolError(`mcp-publisher --version prints ${JSON.stringify(version)}`)
  const help = await runTool(command, ['--help'], folder)
  if (!help.startsWith('Usage: mcp-publisher ')) throw new ToolError(`mcp-publisher --help prints ${JSON.stringify(help)}`)

  const { packages, bytes } = await measureInstallation(folder)
  const found = `mcp-publisher alone: ${packages} packages, ${(bytes / 1_000_000).toFixed(1)} MB`
  if (packages <= MAX_PACKAGES && bytes <= MAX_BYTES) return found
  throw new ToolError(`${found}; at most ${MAX_PACKAGES} packages and ${MAX_BYTES / 1_000_000} MB are allowed.`)
}
