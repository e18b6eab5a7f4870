// Packs the public packages, installs the archives in an empty directory and uses them as an outside user would, on this and other Node
// versions:
// node scripts/dist/check-packages.js [--node 20,24]
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkPublisher } from './packages/check-publisher.js'
import { measureInstallation } from './packages/measure-installation.js'
import { listManifestFaults, packAll } from './packages/pack-all.js'
import { runTool, ToolError } from './packages/run-tool.js'

const ROOT = new URL('../../', import.meta.url)
const { values } = parseArgs({ options: { node: { type: 'string' } } })
const versions = (values.node ?? '').split(',').filter((version) => version !== '')

const folder = await mkdtemp(join(tmpdir(), 'check-packages-'))
try {
  const packed = await packAll(folder)
  const faults = listManifestFaults(packed)
  for (const { manifest, files, size } of packed)
    console.log(`${manifest.name} ${manifest.version}: ${files.length} files, ${Math.round(size / 1024)} KB`)
  if (faults.length > 0) throw new ToolError(faults.join('\n'))
  console.log(await checkPublisher(packed, join(folder, 'publisher')))

  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}')
  await cp(new URL('scripts/consumer/', ROOT), folder, { recursive: true })
  await runTool(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packed.map(({ archive }) => archive)],
    folder,
  )
  const { packages, bytes } = await measureInstallation(folder)
  console.log(`installed from the archives: ${packages} packages, ${(bytes / 1_000_000).toFixed(1)} MB`)
  await runTool(process.execPath, [join(ROOT.pathname, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder)
  console.log('a consumer in TypeScript compiles')

  const sample = JSON.parse(await readFile(new URL('fixtures/sample-servers.json', ROOT), 'utf8'))
  await writeFile(join(folder, 'server.json'), JSON.stringify(sample.servers[0].server))
  await writeFile(join(folder, 'servers.json'), JSON.stringify(sample))
  for (const node of [process.execPath, ...(await findNodes(versions))]) {
    const lines = await runTool(node, ['use.js'], folder)
    console.log(lines.trimEnd())
  }
} catch (error) {
  if (!(error instanceof ToolError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** The executables of other Node versions, from the npm registry. */
async function findNodes(wanted: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const version of wanted) {
    const argv = ['-y', '-p', `node@${version}`, 'node', '-p', 'process.execPath']
    const program = await runTool('npx', argv, folder).catch((error: unknown) => {
      throw new ToolError(
        `Node ${version} cannot be fetched from the npm registry, so nothing was tried on it.\n${String(error)}`,
      )
    })
    found.push(program.trim())
  }
  return found
}
