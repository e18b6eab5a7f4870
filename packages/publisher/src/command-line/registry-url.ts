import { findUrl, trimTrailingSlashes } from '@mcp-registry/contract'
import { UsageError } from './explain-error.js'

export const DEFAULT_REGISTRY = 'https://registry.modelcontextprotocol.io'

/** The normalized base URL of a registry, without a trailing slash; `undefined` if the text is not an http or https URL. */
export function toRegistryUrl(text: string): string | undefined {
  const url = findUrl(text)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined
  return trimTrailingSlashes(`${url.origin}${url.pathname}`)
}

/** Like {@link toRegistryUrl}, for a URL of the command line or, if `source` is given, of a variable or file of that name. */
export function requireRegistryUrl(text: string, source?: string): string {
  const url = toRegistryUrl(text)
  if (url !== undefined) return url
  const where = source === undefined ? '' : `${source}: `
  throw new UsageError(`${where}${JSON.stringify(text)} is not the URL of a registry. Use a URL such as ${DEFAULT_REGISTRY}`)
}
