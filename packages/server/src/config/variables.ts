/** All environment variables that the registry reads. Any other variable with the prefix `MCP_REGISTRY_` is reported as an error. */
export const VARIABLES = {
  MCP_REGISTRY_SERVER_ADDRESS: 'Address to listen on: `:8080`, `host:port` or `[::1]:8080`. Default `:8080`.',
  MCP_REGISTRY_PUBLIC_URL:
    'URL under which clients reach this deployment; issuer and audience of its tokens. Default: derived from the address.',
  MCP_REGISTRY_DATABASE_URL:
    'libpq connection string: `postgres://user:password@host:5432/database`, or `host=… dbname=…`. May list several hosts, or name the directory of a Unix socket. If unset, the registry runs an embedded PostgreSQL in the data directory.',
  MCP_REGISTRY_DATABASE_POOL_SIZE:
    'Maximum database connections per process or worker; one more listens for changes. Default 10.',
  MCP_REGISTRY_DATABASE_MAX_CONNECTIONS: 'Alias of `MCP_REGISTRY_DATABASE_POOL_SIZE`, which takes precedence.',
  MCP_REGISTRY_DATABASE_MIN_CONNECTIONS: 'Accepted and ignored: connections are opened on demand.',
  MCP_REGISTRY_PREPARED_LISTING_JSON: 'Accepted and ignored: entries are always stored in wire format.',
  MCP_REGISTRY_ENVIRONMENT: 'Accepted and ignored.',
  MCP_REGISTRY_WORKERS: 'Number of worker processes that share the port. More than one requires a PostgreSQL server. Default 1.',
  MCP_REGISTRY_DATA_DIR: 'Directory of the embedded database and the generated signing key. Default `./data`.',
  MCP_REGISTRY_SEED_FROM:
    'Source to import at every start: a file, which is imported before the first request is served, or the URL of a file or of the `/v0/servers` list of a registry, which is imported in the background.',
  MCP_REGISTRY_CACHE_BYTES: 'Maximum memory for cached responses, in bytes, divided evenly among workers. Default 134217728.',
  MCP_REGISTRY_MAX_BODY_BYTES: 'Maximum size of a request body, in bytes. Default 1048576.',
  MCP_REGISTRY_TRUSTED_PROXIES:
    'Comma-separated addresses or CIDR ranges of proxies whose `X-Forwarded-*` headers are trusted. Default none.',
  MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS: 'Time that requests in flight have to finish at shutdown, in milliseconds. Default 10000.',
  MCP_REGISTRY_LOG_LEVEL: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default `info`.',
  MCP_REGISTRY_EXTENSION_NAMESPACE:
    'Reverse-DNS namespace of the extension paths, `/v0.1/x/<namespace>/…`. Default `io.modelcontextprotocol.registry`.',
  MCP_REGISTRY_VERSION: 'Version that `/version` reports. Default: the version of the package.',
  MCP_REGISTRY_GIT_COMMIT: 'Commit that `/version` reports.',
  MCP_REGISTRY_BUILD_TIME: 'Build time that `/version` reports, in RFC 3339 format.',
  MCP_REGISTRY_JWT_PRIVATE_KEY:
    'Ed25519 seed that signs tokens, 32 bytes in hexadecimal. Default: generated and kept in the data directory.',
  MCP_REGISTRY_JWT_PREVIOUS_KEYS:
    'Comma-separated former signing keys whose tokens remain valid, each a seed in hexadecimal, or `public:` and a public key in hexadecimal.',
  MCP_REGISTRY_DENIED_NAMESPACES:
    'Comma-separated namespaces to which publishing is refused, including all namespaces below them.',
  MCP_REGISTRY_DNS_SERVERS:
    'Comma-separated addresses of the name servers that are queried for the keys of domains. Default: those of the system.',
  MCP_REGISTRY_IDENTITY_TIMEOUT_MS:
    'Timeout for GitHub, an OIDC issuer, or the web server of a domain, in milliseconds. Default 10000.',
  MCP_REGISTRY_DNS_TIMEOUT_MS: 'Timeout for DNS queries, in milliseconds. Default 5000.',
  MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH:
    'Whether anyone can get a token for `io.modelcontextprotocol.anonymous/*`. Default `false`.',
  MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'Whether publishers have to prove that they own their packages. Default `true`.',
  MCP_REGISTRY_NPM_BASE_URL: 'Registry for npm packages, instead of the public one. May have a private address.',
  MCP_REGISTRY_NPM_HOSTS: 'Comma-separated additional hosts or origins that the npm registry may link or redirect to.',
  MCP_REGISTRY_PYPI_BASE_URL: 'Index for PyPI packages, instead of the public one. May have a private address.',
  MCP_REGISTRY_PYPI_HOSTS: 'Comma-separated additional hosts or origins that the PyPI index may link or redirect to.',
  MCP_REGISTRY_NUGET_BASE_URL: 'Service index for NuGet packages, instead of the public one. May have a private address.',
  MCP_REGISTRY_NUGET_HOSTS: 'Comma-separated additional hosts or origins that the NuGet registry may link or redirect to.',
  MCP_REGISTRY_CARGO_BASE_URL: 'Registry for cargo packages, instead of the public one. May have a private address.',
  MCP_REGISTRY_CARGO_HOSTS: 'Comma-separated additional hosts or origins that the cargo registry may link or redirect to.',
  MCP_REGISTRY_GO_BASE_URL: 'Module proxy for Go packages, instead of the public one. May have a private address.',
  MCP_REGISTRY_GO_HOSTS: 'Comma-separated additional hosts or origins that the Go module proxy may link or redirect to.',
  MCP_REGISTRY_OCI_HOSTS:
    'Comma-separated hosts, or origins of private registries, that are allowed for images in addition to the public ones.',
  MCP_REGISTRY_MCPB_HOSTS:
    'Comma-separated hosts, or origins of private servers, that are allowed for release files in addition to the public ones.',
  MCP_REGISTRY_CONTACT_URL:
    'Where to reach the operator of this deployment; sent to package registries. Default: the public URL.',
  MCP_REGISTRY_CONNECT_TO: 'Comma-separated overrides of where to connect for a host, such as `example.com:443=10.0.0.5:8443`.',
  MCP_REGISTRY_GITHUB_CLIENT_ID: 'Client id of the GitHub app that publishers log in with.',
  MCP_REGISTRY_GITHUB_CLIENT_SECRET: 'Client secret of the GitHub app.',
  MCP_REGISTRY_GITHUB_API_URL: 'Base URL of the GitHub API. Default `https://api.github.com`.',
  MCP_REGISTRY_GITHUB_OIDC_ISSUER: 'Issuer of GitHub Actions tokens. Default `https://token.actions.githubusercontent.com`.',
  MCP_REGISTRY_GITHUB_OIDC_AUDIENCE:
    'The only accepted audience of GitHub Actions tokens. Default: the public URL and its origin, which publishers request.',
  MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE:
    'Whether GitHub Actions tokens may have the audience `mcp-registry`, which other registries accept too. Default `false`.',
  MCP_REGISTRY_RATE_LIMIT_READS: 'Maximum reads per client per minute. 0 disables the limit. Default 6000.',
  MCP_REGISTRY_RATE_LIMIT_SEARCH: 'Maximum searches per client per minute. 0 disables the limit. Default 600.',
  MCP_REGISTRY_RATE_LIMIT_AUTH: 'Maximum token requests per client per minute. 0 disables the limit. Default 60.',
  MCP_REGISTRY_RATE_LIMIT_PUBLISH: 'Maximum writes per minute, per address and per publisher. 0 disables the limit. Default 300.',
  MCP_REGISTRY_REDIS_URL:
    'Redis server on which processes share their rate limits. Default: each process counts for itself; the workers of one registry count together.',
  MCP_REGISTRY_OIDC_ENABLED: 'Whether tokens of an OIDC issuer are accepted. Default `false`.',
  MCP_REGISTRY_OIDC_ISSUER: 'URL of the OIDC issuer; must be https.',
  MCP_REGISTRY_OIDC_CLIENT_ID: 'Audience that tokens of the OIDC issuer must have.',
  MCP_REGISTRY_OIDC_EXTRA_CLAIMS: 'JSON array of objects. Every claim in it must be in the token, with that value.',
  MCP_REGISTRY_OIDC_EDIT_PERMISSIONS: 'Comma-separated name patterns that tokens of the OIDC issuer may edit.',
  MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'Comma-separated name patterns that tokens of the OIDC issuer may publish.',
  MCP_REGISTRY_URL:
    'URLs of the registries that commands read from, or the URL of the one that mcp-publisher uses. The server ignores it.',
  MCP_REGISTRY_TOKEN:
    'Token for commands that change a running registry. Default: a token created with the signing key. The server ignores it.',
} as const satisfies Record<`MCP_REGISTRY_${string}`, string>

/** Settings of the reference implementation that have no effect here; the log reports them. */
export const IGNORED_VARIABLES = [
  'MCP_REGISTRY_DATABASE_MIN_CONNECTIONS',
  'MCP_REGISTRY_PREPARED_LISTING_JSON',
  'MCP_REGISTRY_ENVIRONMENT',
] as const satisfies readonly VariableName[]

export type VariableName = keyof typeof VARIABLES
