import { defineJsonClient, toOptional } from './json-client.js'

/** Windsurf: a remote is a `serverUrl`, and `${env:NAME}` refers to an environment variable. */
export const windsurf = defineJsonClient({
  id: 'windsurf',
  title: 'Windsurf',
  paths: {
    darwin: '~/.codeium/windsurf/mcp_config.json',
    linux: '~/.codeium/windsurf/mcp_config.json',
    win32: '%USERPROFILE%\\.codeium\\windsurf\\mcp_config.json',
  },
  serversKey: 'mcpServers',
  allowsComments: false,
  toHttpEntry: ({ url, headers }) => ({ serverUrl: url, ...toOptional('headers', headers) }),
  toReference: (variable) => `\${env:${variable}}`,
  replaced: /\$\{/,
})
