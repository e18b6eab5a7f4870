import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ToolError } from '../packages/run-tool.js'
import { REMOTE } from './documents.js'
import { installFromNpm } from './install-client.js'

const VERSION = '2.4.0'
const [{ url, headers }] = REMOTE.remotes
/** The clients that it installs for, with the file of a project that each reads. */
const FILES = { 'claude-code': '.mcp.json', codex: '.codex/config.toml', vscode: '.vscode/mcp.json' } as const

/** Lets add-mcp find a server in the registry by a search, and install it for three clients. */
export async function checkAddMcp(registryUrl: string, folder: string): Promise<string> {
  const run = await installFromNpm('add-mcp', VERSION, folder)
  const project = join(folder, 'project')
  await mkdir(join(project, '.config/add-mcp'), { recursive: true })
  const findRegistries = [{ url: `${registryUrl}/v0.1/servers`, label: 'the registry under test' }]
  await writeFile(join(project, '.config/add-mcp/config.json'), JSON.stringify({ version: 1, findRegistries }))
  const clients = Object.keys(FILES).flatMap((client) => ['--agent', client])
  await run(['find', 'harbour', '--yes', ...clients], project, { HOME: project, XDG_CONFIG_HOME: join(project, '.config') })
  for (const [client, file] of Object.entries(FILES)) {
    const text = await readFile(join(project, file), 'utf8').catch(() => '')
    const missing = [url, headers[0].name].filter((part) => !text.includes(part))
    if (missing.length > 0)
      throw new ToolError(`add-mcp has not written ${missing.join(' and ')} into ${file} of ${client}:\n${text}`)
  }
  return `add-mcp ${VERSION} finds a server and installs it for ${Object.keys(FILES).join(', ')}`
}
