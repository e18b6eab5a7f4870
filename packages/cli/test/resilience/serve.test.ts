import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const SAMPLES = fileURLToPath(new URL('../../../../fixtures/sample-servers.json', import.meta.url))

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'serve-'))
  const dataDir = join(path, 'data')
  await copyDataFolder(dataDir)
  return { path, dataDir, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** The command as a process of its own, on the build; `until` waits for a line of stderr. */
function start(...argv: string[]) {
  const child: ChildProcess = spawn(process.execPath, [BIN, ...argv], {
    env: { PATH: process.env['PATH'], MCP_REGISTRY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  if (!child.stderr || !child.stdout) throw new Error('no pipes')
  const lines = createInterface(child.stderr)
  child.stdout.resume()
  lines.on('line', (line) => said.push(line))
  return {
    said,
    exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async until(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        for (const line of said) {
          const match = pattern.exec(line)
          if (match) return match
        }
        await Promise.race([
          once(lines, 'line'),
          exited.then(([code]) => Promise.reject(new Error(`it ended with ${code}:\n${said.join('\n')}`))),
        ])
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

test('serve prints its URL, serves the seed at once, and exits with 0 on Ctrl-C', async () => {
  await using folder = await openFolder()
  await using server = start('serve', '--address', '127.0.0.1:0', '--data-dir', folder.dataDir, '--seed-from', SAMPLES)
  const [, url = ''] = await server.until(/The registry is at (\S+),/)
  await server.until(/Ctrl-C/)
  const suggested = server.said.flatMap((line) => /curl '(.*)'/.exec(line)?.[1] ?? [])
  expect(suggested.length).toBeGreaterThan(2)
  for (const address of suggested) {
    const response = await fetch(address)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('com.example.calendar/agenda')
  }
  expect((await fetch(`${url}/docs`)).status).toBe(200)
  server.kill('SIGINT')
  expect(await server.exited).toEqual([0, null])
  expect(server.said.at(-1)).toBe('Stopped.')
}, 120_000)

test('the error for a port in use has a remedy', async () => {
  await using folder = await openFolder()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await using server = start('serve', '--address', `127.0.0.1:${port}`, '--data-dir', folder.dataDir)
  expect(await server.exited).toEqual([1, null])
  other.close()
  expect(server.said.join('\n')).toContain(`Port ${port} is in use by another program.`)
}, 120_000)

test('an import that was killed is completed by the next one', async () => {
  await using folder = await openFolder()
  const source = join(folder.path, 'servers.ndjson')
  const entries = Array.from({ length: 3000 }, (_, index) => ({
    server: { name: `com.example/server-${index}`, description: 'A server that exists for tests.', version: '1.0.0' },
    _meta: {
      'io.modelcontextprotocol.registry/official': { status: 'active', publishedAt: '2026-01-01T00:00:00Z', isLatest: true },
    },
  }))
  await writeFile(source, entries.map((entry) => JSON.stringify(entry)).join('\n'))
  {
    await using first = start('import', source, '--data-dir', folder.dataDir)
    await first.until(/Importing: .*entries/)
    first.kill('SIGKILL')
    expect((await first.exited)[1]).toBe('SIGKILL')
  }
  await using second = start('import', source, '--data-dir', folder.dataDir)
  expect(await second.exited).toEqual([0, null])
  const copy = join(folder.path, 'copy.ndjson')
  await using third = start('export', copy, '--format', 'ndjson', '--data-dir', folder.dataDir)
  expect(await third.exited).toEqual([0, null])
  const exported = (await readFile(copy, 'utf8')).trimEnd().split('\n')
  const names = exported.map((line) => (JSON.parse(line) as { server: { name: string } }).server.name)
  expect(names).toEqual(entries.map(({ server }) => server.name).sort())
}, 120_000)

test('an operator with access to the data folder administers a running embedded registry', async () => {
  await using folder = await openFolder()
  await using server = start('serve', '--address', '127.0.0.1:0', '--data-dir', folder.dataDir)
  const [, url = ''] = await server.until(/The registry is at (\S+),/)
  const common = ['--registry', url, '--data-dir', folder.dataDir]
  await using denylist = start('denylist', ...common)
  expect(await denylist.exited, denylist.said.join('\n')).toEqual([0, null])
  await using token = start('token', 'create', '--role', 'administrator', ...common)
  expect(await token.exited, token.said.join('\n')).toEqual([0, null])
}, 120_000)
