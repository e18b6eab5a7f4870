import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleLaunch } from '@mcp-registry/client'
import { CommandError, type Context, isPresent, toHome, toSafeLine } from '@mcp-registry/publisher/command-line'
import { downloadBundle } from './download-bundle.js'
import { unpackBundle } from './unpack-bundle.js'

export interface PreparedBundle {
  readonly directory: string
  /** The folder of every version of the server, in which `directory` is. */
  readonly serverFolder: string
  /** The text of its `manifest.json`. */
  readonly manifest: string
}

/**
 * The directory of an unpacked bundle. Bundles are cached by server and hash: each is downloaded once, and its directory is created
 * atomically. The path of an unpacked bundle in the file of a client thus tells which server it belongs to.
 */
export async function prepareBundle(
  launch: BundleLaunch,
  serverName: string,
  registryUrl: string,
  context: Pick<Context, 'env' | 'output' | 'signal'>,
): Promise<PreparedBundle> {
  const serverFolder = join(toCacheFolder(context.env), 'bundles', toFolderName(serverName))
  const directory = join(serverFolder, launch.download.fileSha256)
  if (!(await isPresent(directory))) {
    await mkdir(serverFolder, { recursive: true, mode: 0o700 })
    const unfinished = join(serverFolder, `${randomUUID()}.unfinished`)
    const file = `${unfinished}.mcpb`
    try {
      context.output.say(`Downloading ${toSafeLine(launch.download.url)}`)
      await downloadBundle(launch.download, file, registryUrl, context)
      await mkdir(unfinished, { mode: 0o700 })
      await unpackBundle(file, unfinished, context.signal)
      await rename(unfinished, directory).catch(async (error: unknown) => {
        // Another process may have finished first, with identical content.
        if (!(await isPresent(directory))) throw error
      })
    } finally {
      await rm(file, { force: true })
      await rm(unfinished, { recursive: true, force: true })
    }
  }
  const manifest = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => undefined)
  if (manifest === undefined) throw new CommandError('The bundle has no manifest.json, which says how it is started.')
  return { directory, serverFolder, manifest }
}

/** The name of a server, with a plus sign, which is in no name, for the slash. */
function toFolderName(serverName: string): string {
  const [namespace = '', server = ''] = serverName.split('/', 2).map((part) => part.replaceAll(/[^\w.-]+/g, '-'))
  return `${namespace}+${server}`
}

function toCacheFolder(env: Context['env']): string {
  const home = toHome(env)
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'mcp-registry')
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'mcp-registry')
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'mcp-registry', 'cache')
  return join(home, '.cache', 'mcp-registry')
}
