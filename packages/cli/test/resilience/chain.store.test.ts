import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { startVerdaccio } from '@mcp-registry/testkit/upstreams/start-verdaccio'
import { startTestRegistry } from '../../../server/test/harness/start-test-registry.js'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { openWorkspace, type Workspace } from '../../../publisher/test/harness/workspace.js'
import { startBundle } from '../registry/harness/start-bundle.js'
import { bundleServer } from '../chain/harness/bundle-server.js'
import { listTools, toStdioTransport } from '../chain/harness/list-tools.js'
import { REMOTE_URL, startRemote } from '../chain/harness/start-remote.js'

// From a project to the tools of a running server, with real parts all the way.
const NAME = 'io.modelcontextprotocol.anonymous/tides'
const KEY = 'hunter2'
const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const key = { name: 'TIDES_KEY', description: 'The key of the tide tables', isRequired: true, isSecret: true }
let serverCode = ''

beforeAll(async () => {
  serverCode = await bundleServer()
})

/** A registry that checks ownership, and a workspace with a project whose publisher and reader speak to it. */
async function openChain(files: Readonly<Record<string, string>>, registryEnv: Readonly<Record<string, string>> = {}) {
  const registry = await startTestRegistry({
    anonymous: true,
    env: { MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'true', ...registryEnv },
  })
  const url = await registry.listen()
  const workspace = await openWorkspace(files)
  const env = {
    HOME: workspace.home,
    PATH: process.env['PATH'] ?? '',
    MCP_REGISTRY_URL: url,
    npm_config_update_notifier: 'false',
  }
  return {
    workspace,
    env,
    publish: async (...argv: string[]) => succeed(workspace.run(argv)),
    read: async (...argv: string[]) => succeed(runCaptured(mcpRegistry, argv, { env })),
    /** `mcp-registry run`, as the command of a client. */
    run: (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      toStdioTransport(process.execPath, [BIN, 'run', NAME, ...argv], { ...env, ...more }),
    /** Logs in, publishes, finds it, and writes the configuration of VS Code. */
    async publishAndConfigure(...argv: string[]) {
      await succeed(workspace.run(['login', 'none', '--registry', url]))
      expect(await succeed(workspace.run(['publish']))).toBe(`✓ Successfully published ${NAME} 1.0.0\n`)
      expect(await succeed(runCaptured(mcpRegistry, ['search', 'tides'], { env }))).toContain(`${NAME}  1.0.0`)
      const file = join(workspace.home, 'mcp.json')
      await succeed(runCaptured(mcpRegistry, ['config', NAME, '--client', 'vscode', '--write', file, '--yes', ...argv], { env }))
      return readVsCode(file)
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await workspace[Symbol.asyncDispose]()
    },
  }
}

async function succeed(running: ReturnType<typeof runCaptured>): Promise<string> {
  const { exitCode, stdout, stderr } = await running
  expect([exitCode, stderr], stdout).toEqual([0, expect.anything()])
  return stdout
}

/** The entry of the file as VS Code understands it, once the person has answered its prompts with the key. */
async function readVsCode(file: string) {
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain(KEY)
  const { servers, inputs } = JSON.parse(text) as { servers: Record<string, unknown>; inputs: { id: string }[] }
  let entry = JSON.stringify(servers[NAME])
  for (const { id } of inputs) entry = entry.replaceAll(`\${input:${id}}`, KEY)
  return JSON.parse(entry) as {
    command: string
    args: string[]
    env: Record<string, string>
    url: string
    headers: Record<string, string>
  }
}

async function amend(workspace: Workspace, change: (document: { packages: object[] }) => void): Promise<void> {
  const document = JSON.parse(await workspace.read('server.json'))
  change(document)
  await workspace.write('server.json', JSON.stringify(document, null, 2))
}

test('an npm package goes from its project into the registry and from there to its tools', async () => {
  await using npm = await startVerdaccio()
  const manifest = {
    name: '@alice/tides',
    version: '1.0.0',
    description: 'Tides of any coast.',
    mcpName: NAME,
    type: 'module',
    bin: { tides: 'server.js' },
    publishConfig: { registry: npm.url },
  }
  const files = { 'package.json': JSON.stringify(manifest), 'server.js': serverCode }
  await using chain = await openChain(files, { MCP_REGISTRY_NPM_BASE_URL: npm.url })
  await chain.publish('init', '--yes')
  await amend(chain.workspace, ({ packages }) =>
    Object.assign(packages[0] ?? {}, {
      environmentVariables: [key],
      packageArguments: [{ type: 'positional', valueHint: 'coast', isRequired: true }],
    }),
  )
  await npm.publishFolder(chain.workspace.cwd)

  const { command, args, env } = await chain.publishAndConfigure('--input', 'coast=west')
  expect([command, args]).toEqual(['npx', ['-y', '--registry', npm.url, '@alice/tides@1.0.0', 'west']])
  expect(env).toEqual({ TIDES_KEY: KEY })
  expect(await listTools(toStdioTransport(command, args, { ...chain.env, ...env }))).toMatchObject([
    { name: 'tide', description: 'The next high tide at the west coast.' },
  ])
  expect(await listTools(chain.run(['--input', 'coast=east', '--input', `TIDES_KEY=${KEY}`]))).toMatchObject([
    { name: 'tide', description: 'The next high tide at the east coast.' },
  ])
}, 120_000)

test('a remote behind a secret header is published, configured and reached, by run over stdio too', async () => {
  await using remote = await startRemote(KEY)
  await using chain = await openChain({})
  await chain.publish('init', '--yes', '--name', NAME, '--description', 'Tides of any coast.', '--remote', REMOTE_URL)
  const header = { ...key, name: 'X-Tides-Key' }
  await amend(chain.workspace, (document) =>
    Object.assign(document, { remotes: [{ type: 'streamable-http', url: REMOTE_URL, headers: [header] }] }),
  )

  const { url, headers } = await chain.publishAndConfigure()
  expect([url, headers]).toEqual([REMOTE_URL, { 'X-Tides-Key': KEY }])
  const open = (sent: Record<string, string>) =>
    new StreamableHTTPClientTransport(new URL(url), { fetch: remote.fetch, requestInit: { headers: sent } })
  const tools = [{ name: 'tide', description: 'The next high tide at the remote coast.' }]
  expect(await listTools(open(headers))).toMatchObject(tools)
  await expect(listTools(open({}))).rejects.toThrow('Error POSTing')

  remote.sessions.clear()
  remote.seen.length = 0
  const NODE_OPTIONS = remote.nodeOptions
  expect(await listTools(chain.run(['--input', `X-Tides-Key=${KEY}`], { NODE_OPTIONS }))).toMatchObject(tools)
  // The version that was agreed on goes with every later request.
  expect(remote.seen.filter((request) => request.endsWith(' undefined'))).toEqual(['POST undefined'])
  await expect(listTools(chain.run(['--input', 'X-Tides-Key=wrong'], { NODE_OPTIONS }))).rejects.toThrow(
    'refuses the headers that were given, with status 401',
  )
}, 60_000)

test('a bundle goes the same way, and its command is written once it is there', async () => {
  const userConfig = {
    coast: { type: 'string', title: 'Coast', required: true },
    tides_key: { type: 'string', title: 'Key', required: true, sensitive: true },
  }
  const config = {
    command: process.execPath,
    args: ['${__dirname}/server.mjs', '${user_config.coast}'],
    env: { TIDES_KEY: '${user_config.tides_key}' },
  }
  const manifest = { name: 'tides', version: '1.0.0', server: { type: 'node', mcp_config: config }, user_config: userConfig }
  await using site = await startBundle({ 'manifest.json': JSON.stringify(manifest), 'server.mjs': serverCode })
  await using chain = await openChain({}, { MCP_REGISTRY_MCPB_HOSTS: new URL(site.bundle.identifier).origin })
  await chain.publish('init', '--yes', '--name', NAME, '--description', 'Tides of any coast.', '--package', 'none')
  await amend(chain.workspace, (document) => Object.assign(document, { packages: [site.bundle] }))

  const { command, args, env } = await chain.publishAndConfigure('--input', 'coast=west')
  expect(await listTools(toStdioTransport(command, args, { ...chain.env, ...env }))).toMatchObject([
    { name: 'tide', description: 'The next high tide at the west coast.' },
  ])
  expect(await listTools(chain.run(['--input', 'coast=east', '--input', `tides_key=${KEY}`]))).toMatchObject([
    { name: 'tide', description: 'The next high tide at the east coast.' },
  ])
}, 60_000)
