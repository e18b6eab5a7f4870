import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProcess } from './run-process.js'

/** A real npm registry, initially empty, on a free loopback port. */
export interface Verdaccio extends AsyncDisposable {
  readonly url: string
  /** Publishes a package with the given package.json using `npm publish`. */
  publish(manifest: { name: string; version: string; mcpName?: unknown }, tag?: string): Promise<void>
  /** Runs `npm publish` in a directory. */
  publishFolder(folder: string, tag?: string): Promise<void>
}

const CONFIG = `
storage: ./storage
uplinks: {}
packages:
  '@private/*': { access: $authenticated, publish: $anonymous }
  '**': { access: $all, publish: $anonymous }
auth: { htpasswd: { file: ./htpasswd } }
log: { type: stdout, format: json, level: http }
web: { enable: false }
`

// The verdaccio command does not report the port that the system has assigned.
const LISTEN = `
  const [, verdaccio, config] = process.argv
  require(verdaccio).runServer(config).then((server) => {
    server.listen(0, '127.0.0.1', () => console.log('listens on ' + server.address().port))
  })`

export async function startVerdaccio(): Promise<Verdaccio> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-verdaccio-'))
  await writeFile(join(folder, 'config.yaml'), CONFIG)
  const server = await startProcess(
    process.execPath,
    ['-e', LISTEN, createRequire(import.meta.url).resolve('verdaccio'), join(folder, 'config.yaml')],
    /listens on (\d+)/,
    { cwd: folder },
  )
  const url = `http://127.0.0.1:${server.ready[1]}`
  const userConfig = join(folder, 'npmrc')
  await writeFile(userConfig, `//127.0.0.1:${server.ready[1]}/:_authToken=anyone\n`)
  let published = 0
  const publishFolder = async (cwd: string, tag = 'latest') => {
    const env = { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_userconfig: userConfig }
    // On Windows, npm can only be run through a shell.
    const options = { cwd, shell: process.platform === 'win32', env }
    await promisify(execFile)('npm', ['publish', '--tag', tag, '--registry', url, '--workspaces=false'], options)
  }
  return {
    url,
    publishFolder,
    async publish(manifest, tag) {
      const own = join(folder, `package-${(published += 1)}`)
      await mkdir(own)
      await writeFile(join(own, 'package.json'), JSON.stringify(manifest))
      await publishFolder(own, tag)
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
