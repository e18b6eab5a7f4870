import { foldServerName } from '@mcp-registry/contract'

// What stands before must not make it the end of another word. The parts of a name cannot overlap, so this takes linear time.
const MARKER = /(?<![\w.-])mcp-name:[ \t]*([a-z0-9.-]+\/[a-z0-9._-]+)/gi
// What ends a name beside the end of the text. A dot or a dash could go on with it.
const END = /^(?:\s|<|-->|[`"'),;|*\]}])/

/** The server names that a text declares as `mcp-name: <server name>`, as they are spelled there, each once. */
export function listMarkers(text: string): readonly string[] {
  const names = new Set<string>()
  for (const match of text.matchAll(MARKER)) {
    const [whole, spelled = ''] = match
    // The end of a comment begins with a dash, which a name may have too.
    const isComment = spelled.endsWith('--') && text[match.index + whole.length] === '>'
    const name = isComment ? spelled.slice(0, -2) : spelled
    const rest = text.slice(match.index + whole.length - (isComment ? 2 : 0), match.index + whole.length + 3)
    if (rest === '' || END.test(rest)) names.add(name)
  }
  return [...names]
}

/** Whether one of the declared names is that of the server; case does not matter. */
export function declaresServer(markers: readonly string[], serverName: string): boolean {
  return markers.some((marker) => foldServerName(marker) === foldServerName(serverName))
}
