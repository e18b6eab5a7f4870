import { foldServerName } from './server-name.js'

// Must not match the end of a longer word, but a comment may start right before it. The parts of a name cannot overlap, so matching takes
// linear time.
const MARKER = /(?<![\w.]|(?<!<!-)-)mcp-name:[ \t]*([a-z0-9.-]+\/[a-z0-9._-]+)/gi

/**
 * The distinct server names that a text declares as `mcp-name: <server name>`, as spelled in the text. A name ends at the first character
 * that cannot be part of it, or at the end of a comment. Takes linear time. Source: protocol.md, "Package ownership".
 */
export function listServerNameMarkers(text: string): readonly string[] {
  const names = new Set<string>()
  for (const match of text.matchAll(MARKER)) {
    const [whole, spelled = ''] = match
    // The end of a comment starts with a dash, which is also valid in a name.
    const isComment = spelled.endsWith('--') && text[match.index + whole.length] === '>'
    // A second slash would continue the name, which would make it invalid.
    if (text[match.index + whole.length] !== '/') names.add(isComment ? spelled.slice(0, -2) : spelled)
  }
  return [...names]
}

/** Whether one of the declared names is the server name, ignoring case. */
export function declaresServer(markers: readonly string[], serverName: string): boolean {
  return markers.some((marker) => foldServerName(marker) === foldServerName(serverName))
}
