import { defineJsonClient, toOptional, toStdioEntry } from './json-client.js'

/** Claude Code: `${NAME}` in any string of an entry refers to an environment variable. */
export const claudeCode = defineJsonClient({
  id: 'claude-code',
  title: 'Claude Code',
  paths: { darwin: '~/.claude.json', linux: '~/.claude.json', win32: '%USERPROFILE%\\.claude.json' },
  projectPath: '.mcp.json',
  serversKey: 'mcpServers',
  allowsComments: false,
  toStdioEntry: (launch) => ({ type: 'stdio', ...toStdioEntry(launch) }),
  toHttpEntry: ({ type, url, headers }) => ({ type: type === 'sse' ? 'sse' : 'http', url, ...toOptional('headers', headers) }),
  toReference: (variable) => `\${${variable}}`,
  replaced: /\$\{/,
})
