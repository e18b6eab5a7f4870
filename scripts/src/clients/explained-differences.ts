import type { Claim, ClaimField } from './list-claims.js'

/** Why a description differs from a package. */
export interface ExplainedDifference {
  readonly package: Claim['package']
  /** The name of the client in the package. */
  readonly client: string
  /** The facts that differ; all if absent. */
  readonly fields?: readonly ClaimField[]
  readonly reason: string
}

/** Clients that have other names in the packages than after the slash of their id. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['antigravity-cli', 'antigravity'],
  ['cursor-agent', 'cursor'],
  ['gemini', 'gemini-cli'],
  ['github-copilot-cli', 'copilot-cli'],
  ['jetbrains', 'jetbrains-ai-assistant'],
  ['kiro-cli', 'kiro'],
])

const GLEANWORK = '@gleanwork/mcp-config-schema'

/** The differences, each with its reason. Where a vendor documents a fact, the descriptions follow the vendor. */
export const EXPLAINED: readonly ExplainedDifference[] = [
  {
    package: GLEANWORK,
    client: 'claude-desktop',
    fields: ['stdio'],
    reason: 'The file of Claude Desktop has only local servers, and add-mcp writes no type.',
  },
  {
    package: GLEANWORK,
    client: 'cursor',
    fields: ['stdio', 'streamable-http'],
    reason: 'Cursor detects the transport: its documentation permits a type, and add-mcp writes none.',
  },
  {
    package: GLEANWORK,
    client: 'cursor-agent',
    fields: ['stdio', 'streamable-http'],
    reason: 'The same file as that of Cursor, which detects the transport.',
  },
  {
    package: GLEANWORK,
    client: 'goose',
    fields: ['file, win32'],
    reason: 'add-mcp has %APPDATA%, where programs of Windows keep their settings.',
  },
  {
    package: GLEANWORK,
    client: 'goose',
    fields: ['stdio', 'streamable-http'],
    reason: 'The further fields are empty or null, and add-mcp writes none of them.',
  },
  {
    package: GLEANWORK,
    client: 'jetbrains',
    fields: ['key', 'format', 'stdio', 'streamable-http'],
    reason: 'The entry is pasted in the settings of the IDE, so there is no file to write.',
  },
  {
    package: GLEANWORK,
    client: 'junie',
    fields: ['stdio'],
    reason: 'Its own list of fields for Junie has no type, and neither has the documentation of Junie.',
  },
  {
    package: GLEANWORK,
    client: 'opencode',
    fields: ['stdio', 'streamable-http'],
    reason: 'The documentation of OpenCode has "enabled", as has add-mcp.',
  },
  {
    package: 'add-mcp',
    client: 'claude-code',
    fields: ['stdio'],
    reason: '"claude mcp add" writes the type, which is optional for local servers.',
  },
  {
    package: 'add-mcp',
    client: 'codex',
    fields: ['streamable-http'],
    reason: 'The documentation of Codex has no type: a server with a URL is a remote.',
  },
  {
    package: 'add-mcp',
    client: 'codex',
    fields: ['sse'],
    reason: 'The documentation of Codex does not name server-sent events.',
  },
  { package: 'add-mcp', client: 'fx', reason: 'No other source knows this client, so it is not described.' },
  {
    package: 'add-mcp',
    client: 'gemini-cli',
    fields: ['streamable-http'],
    reason:
      'Every version reads httpUrl, as @gleanwork/mcp-config-schema writes it; earlier ones take a URL for server-sent events whatever its type.',
  },
  { package: 'add-mcp', client: 'mastracode', reason: 'No other package knows this client, so it is not described.' },
  {
    package: 'add-mcp',
    client: 'vscode',
    fields: ['stdio'],
    reason: 'The documentation of VS Code has the type, which is optional for local servers.',
  },
  {
    package: 'add-mcp',
    client: 'zed',
    fields: ['file, darwin'],
    reason: 'The documentation of Zed has ~/.config/zed on macOS, too.',
  },
  {
    package: 'add-mcp',
    client: 'zed',
    fields: ['streamable-http', 'sse'],
    reason: 'The documentation of Zed has neither source nor type in a remote.',
  },
]
