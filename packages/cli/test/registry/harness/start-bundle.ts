import { strToU8, zipSync } from 'fflate'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toServer } from './start-registry.js'

/** An archive of these files on loopback, and the document that lists it as a bundle. */
export async function startBundle(files: Readonly<Record<string, string>>) {
  const archive = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
  let downloads = 0
  const server = createServer((_request, response) => {
    downloads += 1
    response.end(archive)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const bundle = {
    registryType: 'mcpb',
    identifier: `http://127.0.0.1:${port}/alice/tides/releases/download/v1.0.0/tides.mcpb`,
    fileSha256: createHash('sha256').update(archive).digest('hex'),
    transport: { type: 'stdio' as const },
  }
  return {
    document: toServer({ packages: [bundle] }),
    bundle,
    downloads: () => downloads,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A manifest that starts a script of the bundle with Node. */
export function toManifest(args: readonly string[], fields: Readonly<Record<string, unknown>> = {}): string {
  const config = { command: process.execPath, args }
  return JSON.stringify({ name: 'tides', version: '1.0.0', server: { type: 'node', mcp_config: config }, ...fields })
}
