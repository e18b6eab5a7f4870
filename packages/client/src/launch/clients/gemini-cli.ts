import { defineJsonClient, toOptional } from './json-client.js'

/** Gemini CLI: `$NAME` and `${NAME}` in any string of its settings refer to environment variables. */
export const geminiCli = defineJsonClient({
  id: 'gemini-cli',
  title: 'Gemini CLI',
  paths: { darwin: '~/.gemini/settings.json', linux: '~/.gemini/settings.json', win32: '%USERPROFILE%\\.gemini\\settings.json' },
  projectPath: '.gemini/settings.json',
  serversKey: 'mcpServers',
  allowsComments: true,
  // `httpUrl` is deprecated but read by every version, while earlier ones take `url` for server-sent events whatever its `type`. Later ones take
  // `url` without `type` for streamable HTTP.
  toHttpEntry: ({ type, url, headers }) => ({
    ...(type === 'sse' ? { url, type } : { httpUrl: url }),
    ...toOptional('headers', headers),
  }),
  toReference: (variable) => `\${${variable}}`,
  replaced: /\$[\w{]/,
})
