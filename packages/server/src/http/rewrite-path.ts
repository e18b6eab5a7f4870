const RAW_NAME = /^(\/v0(?:\.1)?\/servers\/)([^/]+)\/([^/]+)(\/(?:versions|status)(?:\/.*)?)?$/
const REPEATED_VERSION = /^(?:\/v0(?:\.1)?\/?)+(?=\/v0(?:\.1)?\/)/

/**
 * The URL that the routes know. Clients that concatenate a base URL and a path send `//v0.1/servers` and `/v0.1/v0.1/servers`; some send
 * the slash of a server name as it is. A name has exactly one slash, so of two segments without an encoded one the first is never a name
 * on its own. Slashes at the end of the path are dropped.
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

// `/servers/com.example/versions` has no name with a slash in it.
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
