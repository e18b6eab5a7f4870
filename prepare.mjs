// What `npm start`, `npm test` and `npm run bench` do first on any clone: install when the lockfile has changed, build what is stale.
// A script named on the command line then runs in this very process: no shell or parent stands between it and Ctrl-C.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: the registry needs Node 20.19 or later.`)
  process.exit(1)
}

// npm writes this file at the end of every install, so it dates the last one that was complete.
const installed = 'node_modules/.package-lock.json'
const isStale = !existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs
if (isStale) run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing…')
run(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], isStale ? 'Building…' : undefined)

const [script, ...args] = process.argv.slice(2)
if (script !== undefined) {
  process.argv = [process.execPath, resolve(script), ...args]
  await import(pathToFileURL(resolve(script)).href)
}

function run(command, args, announcement) {
  if (announcement) console.error(announcement)
  // npm is a script on Windows, which only a shell can start; the arguments are constants.
  const { status, signal, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) console.error(`${command} could not be started: ${error.message}`)
  if (signal) process.kill(process.pid, signal)
  if (status !== 0) process.exit(status ?? 1)
}
