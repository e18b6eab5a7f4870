import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { runTool } from '../packages/run-tool.js'

/** What a package says about a client. */
export interface Claim {
  readonly package: 'add-mcp' | '@gleanwork/mcp-config-schema'
  /** The name of the client in the package. */
  readonly client: string
  readonly field: ClaimField
  readonly value: unknown
}

/** The facts that are compared. Paths have `~` or a variable in braces at their start, and slashes. */
export type ClaimField =
  | 'file, darwin'
  | 'file, linux'
  | 'file, win32'
  | 'project file'
  | 'key'
  | 'format'
  | 'stdio'
  | 'streamable-http'
  | 'sse'
  | 'link'

/** The packages and their versions. */
export const PACKAGES = { 'add-mcp': '2.4.0', '@gleanwork/mcp-config-schema': '5.2.0' } as const

/** The server whose entries are compared, under the name `weather`. */
export const SAMPLE = {
  name: 'weather',
  package: '@alice/weather@1.0.0',
  env: { UNITS: 'metric' },
  url: 'https://mcp.example.com/mcp',
  headers: { 'X-Plan': 'free' },
} as const

/** Asks both packages, installed in the `node_modules` of these folders, what they say about every client that they know. */
export async function listClaims(folders: Readonly<Record<Claim['package'], string>>): Promise<readonly Claim[]> {
  const gleanwork = await ask(
    READ_GLEANWORK,
    join(folders['@gleanwork/mcp-config-schema'], 'node_modules/@gleanwork/mcp-config-schema/dist/index.js'),
    'linux',
  )
  const addMcp = await Promise.all(
    ['darwin', 'linux', 'win32'].map((platform) =>
      ask(READ_ADD_MCP, join(folders['add-mcp'], 'node_modules/add-mcp/dist/lib.js'), platform),
    ),
  )
  const all = [...gleanwork, ...addMcp.flat()]
  return all.filter(({ value }) => value !== undefined && value !== null)
}

async function ask(program: string, module: string, platform: string): Promise<readonly Claim[]> {
  const argv = ['--input-type=module', '-e', program, pathToFileURL(module).href, platform, JSON.stringify(SAMPLE)]
  const env = { HOME: '/{~}', USERPROFILE: '/{~}', APPDATA: '/{APPDATA}', XDG_CONFIG_HOME: '' }
  return JSON.parse(await runTool(process.execPath, argv, '/', env))
}

// They compute paths when they are loaded, so each platform takes a process of its own.
const READ_ADD_MCP = `
const [module, platform, sample] = process.argv.slice(1)
Object.defineProperty(process, 'platform', { value: platform })
const { agents } = await import(module)
const { name, package: own, env, url, headers } = JSON.parse(sample)
const claims = Object.entries(agents).flatMap(([client, agent]) => {
  const claim = (field, value) => ({ package: 'add-mcp', client, field, value })
  const file = claim('file, ' + platform, agent.configPath.replace('/{~}', '~').replace('/{APPDATA}', '{APPDATA}'))
  if (platform !== 'linux') return [file]
  return [
    file,
    claim('project file', agent.localConfigPath),
    claim('key', agent.configKey),
    claim('format', agent.format),
    claim('stdio', agent.transformConfig(name, { command: 'npx', args: ['-y', own], env })),
    ...['http', 'sse'].map((type) => claim(type === 'sse' ? type : 'streamable-http',
      agent.supportedTransports.includes(type) ? agent.transformConfig(name, { type, url, headers }) : undefined)),
  ]
})
console.log(JSON.stringify(claims))
`

const READ_GLEANWORK = `
const [module, , sample] = process.argv.slice(1)
const { MCPConfigRegistry } = await import(module)
const { name, package: own, env, url, headers } = JSON.parse(sample)
const registry = new MCPConfigRegistry({ serverPackage: own, commandBuilder: { http: () => null, stdio: () => null } })
const claims = registry.getAllConfigs().flatMap((config) => {
  const { id: client, configPath, configFormat, configStructure, protocolHandler, transports, userConfigurable } = config
  const claim = (field, value) => ({ package: '@gleanwork/mcp-config-schema', client, field, value })
  if (!userConfigurable) return []
  const key = configStructure.serversPropertyName
  const build = (options) => transports.includes(options.transport)
    ? registry.createBuilder(client).buildConfiguration({ serverName: name, ...options })[key][name]
    : undefined
  const paths = Object.entries(configPath).map(([platform, path]) =>
    claim('file, ' + platform, path.replace('$HOME', '~').replace('%USERPROFILE%', '~').replace('%APPDATA%', '{APPDATA}').replaceAll('\\\\', '/')))
  return [
    ...paths,
    claim('key', key),
    claim('format', configFormat),
    claim('stdio', build({ transport: 'stdio', env })),
    claim('streamable-http', build({ transport: 'http', serverUrl: url, headers })),
    claim('link', protocolHandler?.urlTemplate.replaceAll('{{', '{').replaceAll('}}', '}')),
  ]
})
console.log(JSON.stringify(claims))
`
