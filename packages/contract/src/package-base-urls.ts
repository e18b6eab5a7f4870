import { MAX_URL_LENGTH } from './limits.js'
import type { PackageType } from './server-json.js'
import { trimTrailingSlashes } from './trim-trailing-slashes.js'

/**
 * The spellings of the public registry of each package type in `registryBaseUrl`; the first is canonical. The command that launches a
 * package omits these URLs, since they are the default of every runner.
 */
export const PUBLIC_BASE_URLS: Readonly<Record<PackageType, readonly string[]>> = {
  npm: ['https://registry.npmjs.org'],
  pypi: ['https://pypi.org', 'https://pypi.org/simple'],
  nuget: ['https://api.nuget.org/v3/index.json', 'https://api.nuget.org'],
  cargo: ['https://crates.io'],
  oci: ['https://docker.io', 'https://registry-1.docker.io', 'https://index.docker.io'],
  mcpb: ['https://github.com', 'https://gitlab.com'],
  go: ['https://proxy.golang.org'],
}

/** Whether a `registryBaseUrl` is the public registry of the package type, ignoring case and a trailing slash. */
export function isPublicBaseUrl(packageType: PackageType, url: string): boolean {
  if (url.length > MAX_URL_LENGTH) return false
  const normal = (text: string) => trimTrailingSlashes(text.toLowerCase())
  return PUBLIC_BASE_URLS[packageType].some((known) => normal(known) === normal(url))
}
