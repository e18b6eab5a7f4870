// What `npm start` and `npm test` do first on any clone: install when the lockfile has changed, then build what is stale.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: the registry needs Node 20.19 or later.`)
  process.exit(1)
}

// npm writes this file at the end of every install, so it dates the last one that was complete.
const installed = 'node_modules/.package-lock.json'
const isStale = !existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs
if (isStale) run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
run(process.execPath, ['node_modules/typescript/bin/tsc', '-b'])

function run(command, args) {
  // npm is a script on Windows, which only a shell can start; the arguments are constants.
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) console.error(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}
