import { defineJsonClient, toOptional } from './json-client.js'

/** The `mcpServers` object that most other clients read. It has no file of its own and does not support references to variables. */
export const plain = defineJsonClient({
  id: 'plain',
  title: 'the plain mcpServers form',
  serversKey: 'mcpServers',
  allowsComments: false,
  toHttpEntry: ({ type, url, headers }) => ({ type: type === 'sse' ? 'sse' : 'http', url, ...toOptional('headers', headers) }),
})
