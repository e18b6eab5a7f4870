const RAW_NAME = /^(\/v0(?:\.1)?\/servers\/)([^/]+)\/([^/]+)(\/(?:versions|status)(?:\/.*)?)?$/
const REPEATED_VERSION = /^(?:\/v0(?:\.1)?\/?)+(?=\/v0(?:\.1)?\/)/

/**
 * Rewrites variants of a URL to the one that the routes match. Clients that concatenate a base URL and a path send `//v0.1/servers` and
 * `/v0.1/v0.1/servers`; some do not encode the slash of a server name. A name has exactly one slash, so a first segment without an encoded
 * slash is never a complete name. Trailing slashes are removed.
 */
export function rewritePath(url: string): string {
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const query = queryAt < 0 ? '' : url.slice(queryAt)
  return `${joinName(trimSlashes(path).replace(REPEATED_VERSION, ''))}${query}`
}

function joinName(path: string): string {
  const [, start, namespace, server, rest = ''] = RAW_NAME.exec(path) ?? []
  if (namespace === undefined || /%2f/i.test(namespace) || (rest === '' && isSubresource(server))) return path
  return `${start}${namespace}%2F${server}${rest}`
}

// In `/servers/com.example/versions`, the second segment is a subresource, not part of a name.
function isSubresource(segment: string | undefined): boolean {
  return segment === 'versions' || segment === 'status'
}

function trimSlashes(path: string): string {
  let start = 0
  while (path[start] === '/' && path[start + 1] === '/') start++
  let end = path.length
  while (end > start + 1 && path[end - 1] === '/') end--
  return path.slice(start, end)
}
