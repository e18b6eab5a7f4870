import { foldServerName } from './server-name.js'

// Must not match the end of a longer word. The parts of a name cannot overlap, so this takes linear time.
const MARKER = /(?<![\w.-])mcp-name:[ \t]*([a-z0-9.-]+\/[a-z0-9._-]+)/gi

/**
 * The server names that a text declares as `mcp-name: <server name>`, as they are spelled there, each once. A name ends before any
 * character that cannot continue it, and before the end of a comment. Takes linear time. Source: protocol.md, "Package ownership".
 */
export function listServerNameMarkers(text: string): readonly string[] {
  const names = new Set<string>()
  for (const match of text.matchAll(MARKER)) {
    const [whole, spelled = ''] = match
    // The end of a comment begins with a dash, which a name may have too.
    const isComment = spelled.endsWith('--') && text[match.index + whole.length] === '>'
    // A second slash would continue the name, and no name has one.
    if (text[match.index + whole.length] !== '/') names.add(isComment ? spelled.slice(0, -2) : spelled)
  }
  return [...names]
}

/** Whether one of the declared names is that of the server; case does not matter. */
export function declaresServer(markers: readonly string[], serverName: string): boolean {
  return markers.some((marker) => foldServerName(marker) === foldServerName(serverName))
}
