import { MAX_DOCUMENT_BYTES, MAX_SERVER_NAME_LENGTH, MAX_VERSION_LENGTH } from '@mcp-registry/contract'

/** Of the `_meta` as JSON: room for what several registries on the way add, and no more than a fraction of a page of the list. */
export const MAX_META_BYTES = 65_536

export interface Measured {
  readonly name: string
  readonly version: string
  readonly documentBytes: number
  readonly metaBytes: number
}

/**
 * Why the registry cannot hold or serve an entry of another one; undefined when it can. The bounds of name, version and document are
 * those of publishing, so that whatever was published somewhere can be imported; name and version are parts of index rows.
 */
export function findObstacle({ name, version, documentBytes, metaBytes }: Measured): string | undefined {
  if (name === '' || version === '') return 'It has no name or no version.'
  if (isLonger(name, MAX_SERVER_NAME_LENGTH)) return `Its name has more than ${MAX_SERVER_NAME_LENGTH} characters.`
  if (isLonger(version, MAX_VERSION_LENGTH)) return `Its version has more than ${MAX_VERSION_LENGTH} characters.`
  if (/[\0\p{Surrogate}]/u.test(name + version)) return 'Its name or version holds a character that is not text.'
  const path = findPathFault(name, version)
  if (path !== undefined) return path
  if (documentBytes > MAX_DOCUMENT_BYTES) return `Its document has ${documentBytes} bytes, more than ${MAX_DOCUMENT_BYTES}.`
  if (metaBytes > MAX_META_BYTES) return `Its _meta has ${metaBytes} bytes, more than ${MAX_META_BYTES}.`
  return undefined
}

function isLonger(text: string, maxCharacters: number): boolean {
  // A character takes at most two units; only a text in between must be counted.
  if (text.length <= maxCharacters) return false
  return text.length > 2 * maxCharacters || Array.from(text).length > maxCharacters
}

/**
 * Names that no rule would let pass are kept, as a mirror has what its upstream has: without a slash or with two, with spaces, in any
 * script. Only what URLs resolve or proxies merge cannot be served under its own path, and would lead a tool that writes entries to
 * files by name to another folder.
 */
function findPathFault(name: string, version: string): string | undefined {
  if (name.split(/[/\\]/).some((segment) => segment === '' || isDots(segment)))
    return 'Its name has an empty segment, "." or "..", so no URL leads to it.'
  return version.split(/[/\\]/).some(isDots) ? 'Its version has a segment "." or "..", so no URL leads to it.' : undefined
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}
