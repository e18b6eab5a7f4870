import { findUrl } from '@mcp-registry/contract'

const MAX_SEARCHES = 3
// Registries may refuse shorter searches.
const MIN_LENGTH = 3
const MAX_LENGTH = 100

/**
 * The words to search for the server that an entry launches: the last part of the name of a package or image, the labels of the host of a
 * URL, and the name of the entry. Never an option, a value or a path of the user.
 */
export function listSearchWords(key: string, entry: Readonly<Record<string, unknown>>): readonly string[] {
  const words = [entry['command'], ...(Array.isArray(entry['args']) ? entry['args'] : [])].filter(
    (word) => typeof word === 'string',
  )
  const packages = words.slice(1).filter(isPackageLike).slice(0, 1).map(toLastPart)
  const url = [entry['url'], entry['serverUrl'], entry['httpUrl']].find((value) => typeof value === 'string')
  const host =
    findUrl(url ?? '')
      ?.hostname.split('.')
      .slice(-2, -1) ?? []
  const all = [...packages, ...host, toLastPart(key)].map((word) => word.slice(0, MAX_LENGTH))
  return [...new Set(all)].filter((word) => word.length >= MIN_LENGTH).slice(0, MAX_SEARCHES)
}

const SUBCOMMANDS = new Set(['run', 'exec', 'dlx', 'tool', 'x'])

/** Whether a word may name a package: a scope, a name, a version or tag, no path, URL or option. */
function isPackageLike(word: string): boolean {
  return /^@?[A-Za-z0-9][\w.~/-]*(?:[@:=[].*)?$/.test(word) && !word.includes('://') && !SUBCOMMANDS.has(word)
}

/** `weather` of `@alice/weather@1.0.0`, `ghcr.io/alice/weather:1` and `weather[cli]==1.0.0`. */
function toLastPart(name: string): string {
  const path = name.startsWith('@') ? name.slice(1) : name
  return path.slice(path.lastIndexOf('/') + 1).split(/[@:=[]/, 1)[0] ?? ''
}
