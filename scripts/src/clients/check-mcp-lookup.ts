import { ToolError } from '../packages/run-tool.js'
import { REMOTE } from './documents.js'
import { installFromPypi } from './install-client.js'

const VERSION = '0.5.2'

/** Lets mcp-lookup get a server by its name, and by its repository. */
export async function checkMcpLookup(registryUrl: string, folder: string): Promise<string> {
  const run = await installFromPypi('mcp-lookup', VERSION, folder)
  for (const query of [REMOTE.name, REMOTE.repository.url, `${REMOTE.repository.url}.git`]) {
    const text = await run(['--base-url', registryUrl, '--source', 'registry', 'get', query], folder)
    const { server }: { readonly server?: { readonly name?: string; readonly version?: string } } = JSON.parse(text)
    if (server?.name !== REMOTE.name || server.version !== REMOTE.version)
      throw new ToolError(`mcp-lookup gets for ${query}:\n${text}`)
  }
  return `mcp-lookup ${VERSION} gets a server by its name and by its repository`
}
