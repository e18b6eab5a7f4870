import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'
import { openHome } from './harness/open-home.js'
import { startRegistry, toServer } from './harness/start-registry.js'

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1.0.0' } },
}

// Stands in for npx: a runner whose child is the server, which answers initialize over HTTP.
const SERVER = `
const http = require('node:http')
console.log('listening')
http.createServer((request, response) => {
  if (request.method !== 'POST') return response.writeHead(405).end()
  request.on('data', (body) => {
    const { id, params } = JSON.parse(body)
    const serverInfo = { name: 'tides', version: String(process.ppid) }
    const result = { protocolVersion: params.protocolVersion, capabilities: {}, serverInfo }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
}).listen(process.env.PORT, '127.0.0.1')`
const RUNNER = `#!/usr/bin/env node
require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(SERVER)}], { stdio: 'inherit' })`

/** The command, for a package that listens at a port, with this program as its runner. */
async function open(runner: string, port: number) {
  const transport = { type: 'streamable-http' as const, url: 'http://127.0.0.1:{PORT}/mcp' }
  const entry = { registryType: 'npm', identifier: '@example/tides', version: '1.0.0', transport }
  const registry = await startRegistry(toServer({ packages: [{ ...entry, environmentVariables: [{ name: 'PORT' }] }] }))
  const place = await openHome()
  const bin = join(place.home, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'npx'), runner, { mode: 0o755 })
  return {
    start: (stdin: 'pipe' | 'ignore'): ChildProcess =>
      spawn(process.execPath, [BIN, 'run', 'com.example/tides', '--registry', registry.url, '--input', `PORT=${port}`], {
        env: { HOME: place.home, PATH: `${bin}${delimiter}${process.env['PATH']}` },
        stdio: [stdin, 'pipe', 'pipe'],
      }),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
    },
  }
}

/** What a command prints and how it ends, on this input. */
async function read({ stdin, stdout, stderr, ...child }: ChildProcess, input: string) {
  stdin?.end(input)
  const [out, err] = await Promise.all([stdout, stderr].map(async (stream) => (stream ? text(stream) : '')))
  return { stdout: out ?? '', stderr: err ?? '', exitCode: child.exitCode }
}

const isListening = async (port: number) =>
  fetch(`http://127.0.0.1:${port}/mcp`).then(
    () => true,
    () => false,
  )

test('messages from a pipe reach a package that listens at a URL, which ends with them', async () => {
  const port = await findFreePort()
  await using command = await open(RUNNER, port)
  const child = command.start('pipe')
  const exited = once(child, 'exit')
  const { stdout, stderr } = await read(child, `${JSON.stringify(initialize)}\n`)
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'tides' } } })
  expect(stderr).toContain(`Starting npx -y @example/tides@1.0.0, which will be at http://127.0.0.1:${port}/mcp\n`)
  expect(stderr).toContain('listening\n')
  expect(await exited).toEqual([0, null])
  expect(await isListening(port)).toBe(false)
})

test('a package is not started while another program listens at its URL, even if it does not answer', async () => {
  const other = createServer(() => {}).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await using command = await open(RUNNER, port)
  const child = command.start('pipe')
  const exited = once(child, 'exit')
  const { stdout, stderr } = await read(child, `${JSON.stringify(initialize)}\n`)
  expect([stdout, stderr]).toEqual([
    '',
    expect.stringContaining(`Another program already listens at http://127.0.0.1:${port}/mcp`),
  ])
  expect(stderr).not.toContain('listening')
  expect(await exited).toEqual([1, null])
  other.closeAllConnections()
  other.close()
})

test('the exit code of a package that ends before it listens is passed on', async () => {
  await using command = await open('#!/usr/bin/env node\nprocess.exit(7)', await findFreePort())
  const child = command.start('pipe')
  const exited = once(child, 'exit')
  await read(child, '')
  expect(await exited).toEqual([7, null])
})

test('without input a package that listens at a URL is only started', async () => {
  const port = await findFreePort()
  await using command = await open(`#!/usr/bin/env node${SERVER}`, port)
  const child = command.start('ignore')
  const exited = once(child, 'exit')
  const [said] = child.stdout === null ? [] : ((await once(child.stdout, 'data')) as [Buffer])
  expect(String(said)).toBe('listening\n')
  child.kill('SIGTERM')
  await exited
})
