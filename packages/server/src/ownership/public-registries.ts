import type { PackageType } from '@mcp-registry/contract'

/**
 * The hosts of the public package registries: those that are queried, and those that their responses may refer to. Their base URLs are
 * `PUBLIC_BASE_URLS` of the contract. No other file of the server contains a host name.
 */
export const PUBLIC_HOSTS: Readonly<Record<PackageType, readonly string[]>> = {
  npm: ['registry.npmjs.org'],
  pypi: ['pypi.org'],
  nuget: ['api.nuget.org'],
  cargo: ['crates.io', 'static.crates.io'],
  oci: ['docker.io', 'ghcr.io', 'quay.io', 'mcr.microsoft.com', '*.pkg.dev', '*.azurecr.io'],
  mcpb: ['github.com', 'gitlab.com'],
  go: ['proxy.golang.org'],
}

/** The hosts that serve release files; `github.com` and `gitlab.com` redirect to them. */
export const RELEASE_FILE_HOSTS: Readonly<Record<string, readonly string[]>> = {
  'github.com': ['github.com', 'release-assets.githubusercontent.com', 'objects.githubusercontent.com'],
  'gitlab.com': ['gitlab.com', 'cdn.artifacts.gitlab-static.net', 'storage.googleapis.com'],
}

/** For an image host whose API is served elsewhere: the host of the API, and the hosts that issue its tokens. */
export const IMAGE_HOST_SERVERS: Readonly<Record<string, { readonly api: string; readonly auth: readonly string[] }>> = {
  'docker.io': { api: 'registry-1.docker.io', auth: ['auth.docker.io'] },
}

/** The host of the source code that Go modules and release files are checked against. */
export const SOURCE_HOST = 'github.com'
/** The namespaces that belong to the accounts of that host: `io.github.<owner>`. */
export const SOURCE_HOST_NAMESPACE = 'io.github.'
