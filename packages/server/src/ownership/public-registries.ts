import type { PackageType } from '@mcp-registry/contract'

/**
 * The hosts of the package registries that everybody uses: those that are asked, or that an answer may lead to. Their base URLs are
 * `PUBLIC_BASE_URLS` of the contract; no other file of the server names a host.
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

/** The hosts that keep the files of releases; `github.com` and `gitlab.com` redirect to them. */
export const RELEASE_FILE_HOSTS: Readonly<Record<string, readonly string[]>> = {
  'github.com': ['github.com', 'release-assets.githubusercontent.com', 'objects.githubusercontent.com'],
  'gitlab.com': ['gitlab.com', 'cdn.artifacts.gitlab-static.net', 'storage.googleapis.com'],
}

/** Where the API of an image host answers when that is not the host itself, and which further hosts hand out its tokens. */
export const IMAGE_HOST_SERVERS: Readonly<Record<string, { readonly api: string; readonly auth: readonly string[] }>> = {
  'docker.io': { api: 'registry-1.docker.io', auth: ['auth.docker.io'] },
}

/** The host of the source code that Go modules and release files are checked against. */
export const SOURCE_HOST = 'github.com'
/** The namespaces whose owner is an account there: `io.github.<owner>`. */
export const SOURCE_HOST_NAMESPACE = 'io.github.'
