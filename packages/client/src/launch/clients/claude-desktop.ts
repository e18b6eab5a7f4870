import { defineJsonClient } from './json-client.js'

/** Claude Desktop. Its configuration file supports only local servers and no references to variables. */
export const claudeDesktop = defineJsonClient({
  id: 'claude-desktop',
  title: 'Claude Desktop',
  paths: {
    darwin: '~/Library/Application Support/Claude/claude_desktop_config.json',
    linux: '~/.config/Claude/claude_desktop_config.json',
    win32: '%APPDATA%\\Claude\\claude_desktop_config.json',
  },
  serversKey: 'mcpServers',
  allowsComments: false,
  withoutHttp: 'Claude Desktop starts only local servers from its file; add this one as a connector in its settings.',
})
