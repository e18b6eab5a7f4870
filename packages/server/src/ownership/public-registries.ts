import type { PackageType } from '@mcp-registry/contract'

/** The package registries that everybody uses. No other file of the server names their hosts. */
export interface PublicRegistry {
  /** Where packages are looked up; absent where the identifier itself says where. */
  readonly baseUrl?: string
  /** What documents may give as `registryBaseUrl`, beside the base URL. */
  readonly alsoKnownAs?: readonly string[]
  /** Hosts that are asked, or that an answer may send us to. */
  readonly hosts: readonly string[]
}

export const PUBLIC_REGISTRIES = {
  npm: { baseUrl: 'https://registry.npmjs.org', hosts: ['registry.npmjs.org'] },
  pypi: { baseUrl: 'https://pypi.org', hosts: ['pypi.org'] },
  nuget: { baseUrl: 'https://api.nuget.org/v3/index.json', alsoKnownAs: ['https://api.nuget.org'], hosts: ['api.nuget.org'] },
  cargo: { baseUrl: 'https://crates.io', hosts: ['crates.io', 'static.crates.io'] },
  oci: { hosts: ['docker.io', 'ghcr.io', 'quay.io', 'mcr.microsoft.com', '*.pkg.dev', '*.azurecr.io'] },
  mcpb: { hosts: ['github.com', 'gitlab.com'] },
  go: { baseUrl: 'https://proxy.golang.org', hosts: ['proxy.golang.org'] },
} as const satisfies Record<PackageType, PublicRegistry>

/** The hosts that keep the files of releases; `github.com` and `gitlab.com` redirect to them. */
export const RELEASE_FILE_HOSTS: Readonly<Record<string, readonly string[]>> = {
  'github.com': ['github.com', 'release-assets.githubusercontent.com', 'objects.githubusercontent.com'],
  'gitlab.com': ['gitlab.com', 'cdn.artifacts.gitlab-static.net', 'storage.googleapis.com'],
}

/** The registry that image references without a host mean, and its older spelling. */
export const DEFAULT_IMAGE_HOST = 'docker.io'
export const DEFAULT_IMAGE_HOST_ALIASES: readonly string[] = ['index.docker.io', 'registry-1.docker.io']

/** Where the API of an image host answers when that is not the host itself, and which further hosts hand out its tokens. */
export const IMAGE_HOST_SERVERS: Readonly<Record<string, { readonly api: string; readonly auth: readonly string[] }>> = {
  'docker.io': { api: 'registry-1.docker.io', auth: ['auth.docker.io'] },
}

/** The host of the source code that Go modules and release files are checked against. */
export const SOURCE_HOST = 'github.com'
/** The namespaces whose owner is an account there: `io.github.<owner>`. */
export const SOURCE_HOST_NAMESPACE = 'io.github.'
