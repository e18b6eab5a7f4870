import type { ClientFile } from '@mcp-registry/contract'
import { toClientWriter } from './described-client.js'

const file: ClientFile = { scope: 'user', paths: {}, format: 'json', key: ['mcpServers'], evidence: [] }

/** The `mcpServers` object that most other clients read. It has no file of its own and does not support references to variables. */
export const plain = toClientWriter({
  id: 'plain',
  title: 'the plain mcpServers form',
  configuration: {
    files: [file],
    entries: {
      names: 'short',
      stdio: { command: '{command}', args: '{args}', env: '{env}' },
      'streamable-http': { type: 'http', url: '{url}', headers: '{headers}' },
      sse: { type: 'sse', url: '{url}', headers: '{headers}' },
      evidence: [],
    },
    secrets: { type: 'none', evidence: [] },
    manual: [],
  },
})
