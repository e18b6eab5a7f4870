import { defineJsonClient, toOptional, toStdioEntry } from './json-client.js'

/** Zed keeps its servers among its settings, and refers to no variables. */
export const zed = defineJsonClient({
  id: 'zed',
  title: 'Zed',
  paths: { darwin: '~/.config/zed/settings.json', linux: '~/.config/zed/settings.json', win32: '%APPDATA%\\Zed\\settings.json' },
  projectPath: '.zed/settings.json',
  serversKey: 'context_servers',
  allowsComments: true,
  // Earlier versions of Zed need to be told that it is no extension.
  toStdioEntry: (launch) => ({ source: 'custom', ...toStdioEntry(launch) }),
  toHttpEntry: ({ url, headers }) => ({ url, ...toOptional('headers', headers) }),
})
