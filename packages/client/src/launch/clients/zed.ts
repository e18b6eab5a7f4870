import { defineJsonClient, toOptional, toStdioEntry } from './json-client.js'

/** Zed stores its servers in its settings file and does not support references to variables. */
export const zed = defineJsonClient({
  id: 'zed',
  title: 'Zed',
  paths: { darwin: '~/.config/zed/settings.json', linux: '~/.config/zed/settings.json', win32: '%APPDATA%\\Zed\\settings.json' },
  projectPath: '.zed/settings.json',
  serversKey: 'context_servers',
  allowsComments: true,
  // Earlier versions of Zed require `source` to distinguish the server from an extension.
  toStdioEntry: (launch) => ({ source: 'custom', ...toStdioEntry(launch) }),
  toHttpEntry: ({ url, headers }) => ({ url, ...toOptional('headers', headers) }),
})
