import { findInspection, validateServerJson } from '@mcp-registry/contract'
import { buildChild, type ChildProgram } from '@mcp-registry/testkit/build-child'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openWorkspace } from '../harness/workspace.js'
import { startTides } from '../inspect/start-tides.js'

// Each test starts several processes.
const SLOW_MS = 120_000
const KEY = 'hunter2-hunter2'
const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided'
const document = { name: 'io.github.alice/tides', description: 'Tides of any coast.', version: '1.0.0' }
const inspection = {
  protocolVersions: ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'],
  serverInfo: { name: 'tides', version: '1.2.0' },
  capabilities: ['prompts', 'prompts.listChanged', 'resources', 'resources.listChanged', 'tools', 'tools.listChanged'],
  tools: { count: 2, names: ['moon', 'tide'] },
  prompts: { count: 1, names: ['plan-a-walk'] },
  resources: { count: 1, names: ['coasts'] },
  resourceTemplates: { count: 1, uriTemplates: ['tides://coasts/{name}'] },
}

let tides: ChildProgram
beforeAll(async () => {
  tides = await buildChild(new URL('../inspect/tides-program.ts', import.meta.url))
})
afterAll(() => tides[Symbol.asyncDispose]())

const toFile = (fields: object = {}) => ({ 'server.json': `${JSON.stringify({ ...document, ...fields }, null, 2)}\n` })
const withScript = (script: string) => ['inspect', '--command', '--timeout', '60s', '--', process.execPath, '-e', script]

verifies(
  'inspect:stdio',
  'inspect records a local build and changes nothing else of the file',
  async () => {
    const before = '\uFEFF{\n\t"name": "io.github.alice/tides",\n\t"description": "Tides of any coast.",   "version":"1.0.0"\n}\n'
    await using workspace = await openWorkspace({ 'server.json': before })
    const command = ['inspect', '--command', '--', process.execPath, tides.path]
    const first = await workspace.run(command)
    expect([first.exitCode, first.stderr]).toEqual([0, ''])
    expect(first.stdout).toContain('✓ Recorded in server.json:\n  server     tides 1.2.0\n')
    expect(first.stdout).toContain('  tools      2: moon, tide\n')
    const after = await workspace.read('server.json')
    expect(after.startsWith(before.slice(0, -3))).toBe(true)
    expect(findInspection(JSON.parse(after.slice(1)))).toEqual(inspection)
    expect(validateServerJson(after).issues.filter(({ path }) => path.startsWith('_meta'))).toEqual([])
    // A second inspection of the same server changes nothing.
    expect((await workspace.run(command)).stdout).toContain('✓ server.json has this already:')
    expect(await workspace.read('server.json')).toBe(after)
  },
  SLOW_MS,
)

verifies(
  'inspect:package',
  'inspect starts a package as clients do, with its inputs',
  async () => {
    const keyed = {
      registryType: 'npm',
      identifier: '@alice/tides',
      version: '1.0.0',
      transport: { type: 'stdio' },
      environmentVariables: [{ name: 'EXTRA', isRequired: true, isSecret: true }],
    }
    await using workspace = await openWorkspace({
      ...toFile({ packages: [keyed] }),
      'bin/npx': `#!/bin/sh\necho "$@" > launched.txt\nexec node ${tides.path} "tool-$EXTRA"\n`,
    })
    await chmod(join(workspace.cwd, 'bin/npx'), 0o755)
    const env = { PATH: `${workspace.cwd}/bin:${dirname(process.execPath)}:/usr/bin:/bin` }
    const missing = await workspace.run(['inspect'], { env })
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('--input EXTRA=… is missing.')])

    const { exitCode, stdout } = await workspace.run(['inspect', '--json', '--input', `EXTRA=${KEY}`], { env })
    expect(exitCode).toBe(0)
    // The name of a tool has the secret, so that none of them is recorded.
    expect(JSON.parse(stdout).inspection).toMatchObject({ tools: { count: 3 }, prompts: { names: ['plan-a-walk'] } })
    expect(stdout).not.toContain(KEY)
    expect(await workspace.read('launched.txt')).toContain('@alice/tides@1.0.0')
    // The same holds for a secret that the server inherits.
    const inherited = await workspace.run(['inspect', '--json', '--command', '--', process.execPath, tides.path, KEY], {
      env: { TIDES_KEY: KEY },
    })
    expect(JSON.parse(inherited.stdout).inspection.tools).toEqual({ count: 3 })
    // Control characters, which are not recorded, do not hide it.
    const split = await workspace.run(
      ['inspect', '--json', '--command', '--', process.execPath, tides.path, KEY.split('').join('\u202e')],
      { env: { TIDES_KEY: KEY } },
    )
    expect(JSON.parse(split.stdout).inspection.tools).toEqual({ count: 3 })
    expect(await workspace.read('server.json')).toBe(toFile({ packages: [keyed] })['server.json'])
  },
  SLOW_MS,
)

for (const type of ['streamable-http', 'sse'] as const) {
  const path = type === 'sse' ? '/sse' : '/mcp'

  verifies('inspect:remotes', `inspect connects to a remote over ${type}, with its header`, async () => {
    await using site = await startTides(KEY)
    const remote = { type, url: site.publicOrigin + path, headers: [{ name: 'X-Tides-Key', isRequired: true, isSecret: true }] }
    await using workspace = await openWorkspace(toFile({ remotes: [remote] }), { fetch: site.fetch })
    const { exitCode, stdout, stderr } = await workspace.run(['inspect', '--input', `X-Tides-Key=${KEY}`])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('  tools      2: moon, tide\n')
    expect(findInspection(JSON.parse(await workspace.read('server.json')))).toEqual(inspection)
    expect(await workspace.read('server.json')).not.toContain(KEY)
    expect(site.sessions.size).toBe(0)

    const refused = await workspace.run(['inspect', '--input', 'X-Tides-Key=wrong'])
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      `error: ${remote.url} refuses the headers that were given, with status 401. Check the values of --input.\n`,
    ])
  })

  verifies('inspect:remotes', `a remote over ${type} that wants a login is named as such`, async () => {
    await using site = await startTides(KEY)
    const remotes = [{ type, url: site.publicOrigin + path }]
    await using workspace = await openWorkspace(toFile({ remotes }), { fetch: site.fetch })
    const { exitCode, stderr } = await workspace.run(['inspect'])
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('asks for a login, with status 401. This command cannot log in'),
    ])
  })
}

test(
  'inspect starts a package that serves HTTP, waits for it and ends it',
  async () => {
    const port = await findFreePort()
    const url = `http://127.0.0.1:${port}/mcp`
    const environmentVariables = [{ name: 'TIDES_PORT', value: String(port) }]
    const transport = { type: 'streamable-http', url }
    const packages = [{ registryType: 'npm', identifier: '@alice/tides', version: '1.0.0', transport, environmentVariables }]
    await using workspace = await openWorkspace({
      ...toFile({ packages }),
      'bin/npx': `#!/bin/sh\nsleep 1\nexec node ${tides.path}\n`,
    })
    await chmod(join(workspace.cwd, 'bin/npx'), 0o755)
    const env = { PATH: `${workspace.cwd}/bin:${dirname(process.execPath)}:/usr/bin:/bin` }
    const { exitCode, stderr } = await workspace.run(['inspect'], { env })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(findInspection(JSON.parse(await workspace.read('server.json')))).toEqual(inspection)
    await expect(fetch(url)).rejects.toThrow()

    const other = createServer(() => {}).listen(port, '127.0.0.1')
    await once(other, 'listening')
    const refused = await workspace.run(['inspect'], { env })
    other.close()
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      `error: Another program already listens at ${url}. Stop it, or choose another port if the server has an input for it.\n`,
    ])
  },
  SLOW_MS,
)

/** A server that answers initialize, and anything else as `answers` says by method. */
const toScript = (
  answers: string,
  initialize = '{ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "x", version: "1" } }',
) => `
  const answers = ${answers}
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line)
    if (id === undefined) return
    const { protocolVersion } = params
    const result = method === 'initialize' ? ${initialize} : answers[method](params)
    console.log(JSON.stringify({ jsonrpc: '2.0', id, ...(result instanceof Error ? { error: { code: -32000, message: result.message } } : { result }) }))
  })`

/** A server whose error has a code that JSON.stringify cannot follow. */
const toDeepError = () => `
  const code = '['.repeat(100_000) + ']'.repeat(100_000)
  process.stdin.on('data', () => console.log('{"jsonrpc":"2.0","id":1,"error":{"code":' + code + ',"message":"no reason"}}'))`

verifies(
  'inspect:hostile',
  'a server that does not do as it should is named, with a remedy and the end of its standard error',
  async () => {
    await using workspace = await openWorkspace(toFile())
    const failures: readonly (readonly [script: string, ...messages: readonly (string | RegExp)[]])[] = [
      [
        'console.error("\\u001b[2JNo TIDES_KEY."); process.exit(3)',
        /^error: The server ended with exit code 3 before it had answered\.\nThe end of its standard error:\n {2}\[2JNo TIDES_KEY\.\n$/,
      ],
      ['console.log("Listening"); process.exit(0)', 'ended with exit code 0', '"Listening". Write logs to standard error.'],
      ['console.log("x\\n".repeat(2_000)); setInterval(() => {}, 1000)', 'more than 1000 lines to standard output'],
      ['process.stdout.write("y".repeat(20_000_000)); setInterval(() => {}, 1000)', 'more than 16 MiB'],
      ['console.log("{}\\n".repeat(20_000)); setInterval(() => {}, 1000)', 'more than 10000 messages'],
      [toScript('{}', '{}'), 'answers initialize without a protocolVersion'],
      [toScript('{}', 'new Error("no \\u001b[31mkey")'), 'answers initialize with an error: no [31mkey (-32000).'],
      [toDeepError(), 'answers initialize with an error: no reason ().'],
      [toScript('{ "tools/list": () => ({}) }'), 'answers tools/list without a list of tools'],
      [toScript('{ "tools/list": () => ({ tools: [], nextCursor: "1" }) }'), 'the same nextCursor on two pages'],
      [toScript('{ "tools/list": () => ({ tools: [], nextCursor: String(Math.random()) }) }'), 'more than 100 pages'],
      [toScript('{ "tools/list": () => ({ tools: Array(10_001).fill(1) }) }'), 'more than 10000 items'],
    ]
    for (const [script, ...messages] of failures) {
      const { exitCode, stdout, stderr } = await workspace.run(withScript(script))
      expect([exitCode, stdout]).toEqual([1, ''])
      for (const message of messages) expect(stderr).toMatch(message)
      expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    }
    const silent = ['inspect', '--command', '--timeout', '1s', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)']
    expect((await workspace.run(silent)).stderr).toContain('did not answer initialize within 1 s. Check that it speaks MCP')
    const absent = await workspace.run(['inspect', '--command', '--', 'no-such-program'])
    expect(absent.stderr).toBe('error: There is no program "no-such-program" on this machine. Install it first.\n')
    expect(await workspace.read('server.json')).toBe(toFile()['server.json'])
  },
  SLOW_MS,
)

test(
  'the texts of a server are made safe and cut, and its items sorted',
  async () => {
    await using workspace = await openWorkspace(toFile())
    const tools = '[{ name: "b" }, { name: "a\\u001b[2J\\u202e" }, { name: 7 }, null, { name: "x".repeat(1000) }]'
    const initialize = '{ protocolVersion: "2024-11-05", capabilities: { tools: {}, "e\\u0007": {}, logging: 1 }, serverInfo: 5 }'
    const { stdout } = await workspace.run([
      'inspect',
      '--json',
      ...withScript(toScript(`{ "tools/list": () => ({ tools: ${tools} }) }`, initialize)).slice(1),
    ])
    expect(JSON.parse(stdout).inspection).toEqual({
      protocolVersions: ['2024-11-05'],
      serverInfo: { name: '', version: '' },
      capabilities: ['e', 'tools'],
      tools: { count: 5, names: ['a[2J', 'b', 'x'.repeat(128)] },
    })
  },
  SLOW_MS,
)

test(
  'a list without an end of its own is read to its last page, and one that the server does not have is left out',
  async () => {
    await using workspace = await openWorkspace(toFile())
    const pages = `{ "tools/list": ({ cursor = '0' }) => ({ tools: [{ name: 't' + cursor }], ...(cursor < '3' && { nextCursor: String(Number(cursor) + 1) }) }) }`
    const { stdout } = await workspace.run(['inspect', '--json', '--write', ...withScript(toScript(pages)).slice(1)])
    const { inspection: found } = JSON.parse(stdout)
    expect(found.tools).toEqual({ count: 4, names: ['t0', 't1', 't2', 't3'] })
    expect(findInspection(JSON.parse(await workspace.read('server.json')))).toEqual(found)
  },
  SLOW_MS,
)

test(
  'names that do not fit into the publisher metadata are counted, the longest list first',
  async () => {
    const meta = { _meta: { [PUBLISHER]: { registry: 'https://registry.example.com', note: 'x'.repeat(2_000) } } }
    await using workspace = await openWorkspace(toFile(meta))
    const names = Array.from({ length: 200 }, (_, index) => `a-tool-with-a-long-name-${index}`)
    const { exitCode } = await workspace.run(['inspect', '--command', '--', process.execPath, tides.path, ...names])
    expect(exitCode).toBe(0)
    const text = await workspace.read('server.json')
    const written = JSON.parse(text)._meta[PUBLISHER]
    expect(written).toMatchObject({
      registry: 'https://registry.example.com',
      inspection: { ...inspection, tools: { count: 202 } },
    })
    expect(validateServerJson(text).issues.filter(({ path }) => path.startsWith('_meta'))).toEqual([])

    await workspace.write('server.json', JSON.stringify({ ...document, _meta: { [PUBLISHER]: { note: 'x'.repeat(4_000) } } }))
    const full = await workspace.run(['inspect', '--command', '--', process.execPath, tides.path])
    expect([full.exitCode, full.stderr]).toEqual([1, expect.stringContaining('Shorten its other fields.')])
  },
  SLOW_MS,
)

test(
  'what cannot be inspected has a remedy',
  async () => {
    await using workspace = await openWorkspace(toFile())
    expect((await workspace.run(['inspect'])).stderr).toContain('names no package and no remote')
    expect(await workspace.run(['inspect', 'a.json', 'b'])).toMatchObject({ exitCode: 2 })
    expect(await workspace.run(['inspect', '--command'])).toMatchObject({ exitCode: 2 })
    expect(await workspace.run(['inspect', '--command', '--package', '1', '--', 'x'])).toMatchObject({ exitCode: 2 })
    expect((await workspace.run(['inspect', 'none.json', '--command', '--', 'x'])).stderr).toContain(
      'There is no none.json here.',
    )

    const identifier = 'https://github.com/alice/tides/releases/download/v1.0.0/tides-mcp.mcpb'
    const bundle = { registryType: 'mcpb', identifier, fileSha256: 'a'.repeat(64), transport: { type: 'stdio' } }
    await workspace.write('server.json', JSON.stringify({ ...document, packages: [bundle] }))
    expect((await workspace.run(['inspect'])).stderr).toContain('mcp-publisher inspect --command -- <program>')
    expect((await workspace.run(['inspect', '--package', '2'])).stderr).toContain('has no package 2. Choose from --package 1.')

    for (const meta of [null, 1, { [PUBLISHER]: null }, { [PUBLISHER]: [] }]) {
      await workspace.write('server.json', JSON.stringify({ ...document, _meta: meta }))
      const { exitCode, stderr } = await workspace.run(['inspect', '--command', '--', process.execPath, tides.path])
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('has no place for an inspection')])
    }
  },
  SLOW_MS,
)

test(
  'Ctrl-C ends the server and writes nothing',
  async () => {
    await using workspace = await openWorkspace(toFile())
    const interruption = new AbortController()
    const running = workspace.run(withScript('setInterval(() => {}, 1000)'), { signal: interruption.signal })
    interruption.abort()
    expect((await running).stderr).toBe('error: Interrupted.\n')
    expect(await workspace.read('server.json')).toBe(toFile()['server.json'])
  },
  SLOW_MS,
)
