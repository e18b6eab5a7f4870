// Imports and runs the installed packages; anything that is not as it should be is thrown.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const names = ['contract', 'client', 'publisher', 'publisher/command-line', 'publisher/launching', 'server', 'cli'].map(
  (name) => `@mcp-registry/${name}`,
)
const modules = await Promise.all(names.map((name) => import(name)))
for (const [index, module] of modules.entries()) assert.ok(Object.keys(module).length > 0, `${names[index]} exports nothing`)
const [{ validateServerJson }, { createRegistryClient }] = modules
const server = readFileSync('server.json', 'utf8')
assert.equal(validateServerJson(server).valid, true)

const bin = (name) => `node_modules/@mcp-registry/cli/bin/${name}.js`
const run = (name, ...argv) => execFileSync(process.execPath, [bin(name), ...argv], { encoding: 'utf8' })
for (const name of ['mcp-registry', 'mcp-publisher']) {
  const { version } = JSON.parse(readFileSync('node_modules/@mcp-registry/cli/package.json', 'utf8'))
  assert.match(run(name, '--help'), new RegExp(`Usage: ${name} `))
  assert.ok(run(name, '--version').includes(version))
}
assert.equal(JSON.parse(run('mcp-publisher', 'validate', 'server.json', '--json')).valid, true)

const argv = [bin('mcp-registry'), 'serve', '--address', '127.0.0.1:0', '--data-dir', `data-${process.version}`]
const child = spawn(process.execPath, [...argv, '--seed-from', 'servers.json'], {
  env: { ...process.env, MCP_REGISTRY_LOG_LEVEL: 'error' },
  stdio: ['ignore', 'ignore', 'pipe'],
})
const exited = new Promise((resolve) => child.once('exit', resolve))
try {
  const baseUrl = await findUrl()
  assert.equal((await fetch(`${baseUrl}/v0.1/health`)).status, 200)
  const listed = await createRegistryClient({ baseUrl }).listServers({ limit: 100 })
  assert.ok(listed.servers.length > 0, 'the list is empty')
  assert.match(run('mcp-registry', 'search', '--registry', baseUrl), /^NAME/)
} finally {
  child.kill('SIGINT')
}
assert.equal(await exited, 0)
console.log(`Node ${process.version}: imported, and the commands run; serve answers, and ends on SIGINT`)

async function findUrl() {
  const lines = []
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line)
    const url = /The registry is at (\S+),/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`serve has ended:\n${lines.join('\n')}`)
}
