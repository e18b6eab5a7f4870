import { defineJsonClient, toOptional } from './json-client.js'

/** Cursor: `${env:NAME}` in any string of an entry refers to an environment variable. */
export const cursor = defineJsonClient({
  id: 'cursor',
  title: 'Cursor',
  paths: { darwin: '~/.cursor/mcp.json', linux: '~/.cursor/mcp.json', win32: '%USERPROFILE%\\.cursor\\mcp.json' },
  projectPath: '.cursor/mcp.json',
  serversKey: 'mcpServers',
  allowsComments: true,
  toHttpEntry: ({ url, headers }) => ({ url, ...toOptional('headers', headers) }),
  toReference: (variable) => `\${env:${variable}}`,
  replaced: /\$\{/,
})
