import { findUrl, trimTrailingSlashes } from '@mcp-registry/contract'
import { UsageError } from './explain-error.js'

export const DEFAULT_REGISTRY = 'https://registry.modelcontextprotocol.io'

/** The base URL of a registry without a trailing slash. */
export function requireRegistryUrl(text: string): string {
  const url = findUrl(text)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new UsageError(`${JSON.stringify(text)} is not the URL of a registry. Use a URL such as ${DEFAULT_REGISTRY}`)
  return trimTrailingSlashes(`${url.origin}${url.pathname}`)
}
