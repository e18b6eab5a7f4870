import { MAX_DOCUMENT_BYTES, MAX_SERVER_NAME_LENGTH, MAX_VERSION_LENGTH } from '@mcp-registry/contract'

/**
 * Maximum size of the `_meta` as JSON. Leaves room for the additions of several intermediate registries, and is a small fraction of a list
 * page.
 */
export const MAX_META_BYTES = 65_536

export interface Measured {
  readonly name: string
  readonly version: string
  readonly documentBytes: number
  readonly metaBytes: number
}

/**
 * Why this registry cannot store or serve an entry of another registry; undefined if it can. Name, version and document have the same
 * limits as in publishing, so anything published elsewhere can be imported. Name and version are indexed, and PostgreSQL limits index rows.
 */
export function findObstacle({ name, version, documentBytes, metaBytes }: Measured): string | undefined {
  if (name === '' || version === '') return 'It has no name or no version.'
  if (isLonger(name, MAX_SERVER_NAME_LENGTH)) return `Its name has more than ${MAX_SERVER_NAME_LENGTH} characters.`
  if (isLonger(version, MAX_VERSION_LENGTH)) return `Its version has more than ${MAX_VERSION_LENGTH} characters.`
  if (/[\0\p{Surrogate}]/u.test(name + version)) return 'Its name or version contains U+0000 or an unpaired surrogate.'
  const path = findPathFault(name, version)
  if (path !== undefined) return path
  if (documentBytes > MAX_DOCUMENT_BYTES) return `Its document has ${documentBytes} bytes, more than ${MAX_DOCUMENT_BYTES}.`
  if (metaBytes > MAX_META_BYTES) return `Its _meta has ${metaBytes} bytes, more than ${MAX_META_BYTES}.`
  return undefined
}

function isLonger(text: string, maxCharacters: number): boolean {
  // A code point has at most two code units, so code points are counted only for lengths between the limit and twice the limit.
  if (text.length <= maxCharacters) return false
  return text.length > 2 * maxCharacters || Array.from(text).length > maxCharacters
}

/**
 * A mirror keeps the names of its upstream, even if they break the rules: without a slash or with two, with spaces, in any script. Only
 * names with segments that URLs resolve or proxies merge are refused. They cannot be served under their own path, and would make a tool
 * that writes entries to files by name write to another folder.
 */
function findPathFault(name: string, version: string): string | undefined {
  if (name.split(/[/\\]/).some((segment) => segment === '' || isDots(segment)))
    return 'Its name has an empty segment, "." or "..", so no URL leads to it.'
  return version.split(/[/\\]/).some(isDots) ? 'Its version has a segment "." or "..", so no URL leads to it.' : undefined
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}
