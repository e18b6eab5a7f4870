const RAW_NAME = /^(\/v0(?:\.1)?\/servers\/)([^/]+)\/([^/]+)(\/(?:versions|status)(?:\/.*)?)$/

/**
 * The URL that the routes know: without slashes at the end of its path, and with the slash of a server name encoded. A name has exactly
 * one slash, so of two segments without an encoded one the first is never a name on its own.
 */
export function rewritePath(url: string): string {
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const query = queryAt < 0 ? '' : url.slice(queryAt)
  return `${joinName(trimSlashes(path))}${query}`
}

function joinName(path: string): string {
  const [, start, namespace, server, rest] = RAW_NAME.exec(path) ?? []
  if (namespace === undefined || /%2f/i.test(namespace)) return path
  return `${start}${namespace}%2F${server}${rest}`
}

function trimSlashes(path: string): string {
  let end = path.length
  while (end > 1 && path[end - 1] === '/') end--
  return path.slice(0, end)
}
