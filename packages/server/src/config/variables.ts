/**
 * Every environment variable that the registry reads, and what it means. A variable with our prefix that is not here is a mistake of
 * the operator, and reported as one.
 */
export const VARIABLES = {
  MCP_REGISTRY_SERVER_ADDRESS: 'Where the server listens: `:8080`, `host:port` or `[::1]:8080`. Default `:8080`.',
  MCP_REGISTRY_PUBLIC_URL:
    'The URL under which clients reach this deployment; issuer and audience of its tokens. Default: made from the address.',
  MCP_REGISTRY_DATABASE_URL:
    'A connection string as libpq reads it: `postgres://user:password@host:5432/database`, or `host=… dbname=…`. It may list several hosts, or name the folder of a Unix socket. Without one the registry runs an embedded PostgreSQL in the data directory.',
  MCP_REGISTRY_DATABASE_POOL_SIZE:
    'How many connections to that database each process, or worker, opens at most; one more listens for changes. Default 10.',
  MCP_REGISTRY_DATABASE_MAX_CONNECTIONS: 'Another name of `MCP_REGISTRY_DATABASE_POOL_SIZE`, which takes precedence.',
  MCP_REGISTRY_DATABASE_MIN_CONNECTIONS: 'Accepted and ignored: connections are opened when they are needed.',
  MCP_REGISTRY_PREPARED_LISTING_JSON: 'Accepted and ignored: entries are always stored in wire form.',
  MCP_REGISTRY_ENVIRONMENT: 'Accepted and ignored.',
  MCP_REGISTRY_WORKERS:
    'How many processes serve behind the one port, to use as many cores; needs a PostgreSQL server. Default 1.',
  MCP_REGISTRY_DATA_DIR: 'Where the embedded database and the generated signing key are kept. Default `./data`.',
  MCP_REGISTRY_SEED_FROM:
    'What an empty registry is filled with: a file, an http URL of one, or the `/v0/servers` URL of a registry.',
  MCP_REGISTRY_CACHE_BYTES: 'How much memory ready-to-send answers may take; workers share it evenly. Default 134217728.',
  MCP_REGISTRY_MAX_BODY_BYTES: 'The largest request body. Default 1048576.',
  MCP_REGISTRY_TRUSTED_PROXIES:
    'Addresses or CIDR ranges, comma-separated, whose `X-Forwarded-*` headers are believed. Default none.',
  MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS: 'How long requests in flight may take to finish when the server is stopped. Default 10000.',
  MCP_REGISTRY_LOG_LEVEL: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default `info`.',
  MCP_REGISTRY_EXTENSION_NAMESPACE:
    'The reverse-DNS namespace of the extension paths, `/v0.1/x/<namespace>/…`. Default `io.modelcontextprotocol.registry`.',
  MCP_REGISTRY_VERSION: 'What `/version` reports instead of the version of the package.',
  MCP_REGISTRY_GIT_COMMIT: 'What `/version` reports as the commit it was built from.',
  MCP_REGISTRY_BUILD_TIME: 'What `/version` reports as the time of the build, in RFC 3339.',
  MCP_REGISTRY_JWT_PRIVATE_KEY:
    'The key that signs tokens: 32 bytes in hex. Default: one that is made and kept in the data directory.',
  MCP_REGISTRY_JWT_PREVIOUS_KEYS:
    'Keys that signed tokens before, comma-separated, each a seed in hex or `public:` and a public key in hex; their tokens stay good.',
  MCP_REGISTRY_DENIED_NAMESPACES: 'Namespaces, comma-separated, that nobody may publish to, nor to any below them.',
  MCP_REGISTRY_DNS_SERVERS:
    'Addresses, comma-separated, of the name servers to ask for the keys of domains. Default: those of the system.',
  MCP_REGISTRY_IDENTITY_TIMEOUT_MS: 'How long GitHub, an issuer, or the website of a domain may take to answer. Default 10000.',
  MCP_REGISTRY_DNS_TIMEOUT_MS: 'How long they may take to answer. Default 5000.',
  MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'Whether anyone gets a token for `io.modelcontextprotocol.anonymous/*`. Default `false`.',
  MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'Whether publishers have to prove that their packages are theirs. Default `true`.',
  MCP_REGISTRY_NPM_BASE_URL:
    'The registry that npm packages are looked up at, instead of the public one. It may be at a private address.',
  MCP_REGISTRY_NPM_HOSTS: 'Further hosts or origins, comma-separated, that it may send the registry to.',
  MCP_REGISTRY_PYPI_BASE_URL:
    'The index that PyPI packages are looked up at, instead of the public one. It may be at a private address.',
  MCP_REGISTRY_PYPI_HOSTS: 'Further hosts or origins, comma-separated, that it may send the registry to.',
  MCP_REGISTRY_NUGET_BASE_URL:
    'The service index that NuGet packages are looked up at, instead of the public one. It may be at a private address.',
  MCP_REGISTRY_NUGET_HOSTS: 'Further hosts or origins, comma-separated, that it may send the registry to.',
  MCP_REGISTRY_CARGO_BASE_URL:
    'The registry that cargo packages are looked up at, instead of the public one. It may be at a private address.',
  MCP_REGISTRY_CARGO_HOSTS: 'Further hosts or origins, comma-separated, that it may send the registry to.',
  MCP_REGISTRY_GO_BASE_URL:
    'The module proxy that Go packages are looked up at, instead of the public one. It may be at a private address.',
  MCP_REGISTRY_GO_HOSTS: 'Further hosts or origins, comma-separated, that it may send the registry to.',
  MCP_REGISTRY_OCI_HOSTS:
    'Hosts, or origins of private registries, comma-separated, that images are accepted from beside the public ones.',
  MCP_REGISTRY_MCPB_HOSTS:
    'Hosts, or origins of private servers, comma-separated, that release files are accepted from beside the public ones.',
  MCP_REGISTRY_CONTACT_URL: 'Where to find who runs this deployment; sent to package registries. Default: the public URL.',
  MCP_REGISTRY_CONNECT_TO:
    'Hosts that are dialled elsewhere than where their names point, comma-separated: `example.com:443=10.0.0.5:8443`.',
  MCP_REGISTRY_GITHUB_CLIENT_ID: 'The client id of the GitHub app that publishers log in with.',
  MCP_REGISTRY_GITHUB_CLIENT_SECRET: 'The secret of that GitHub app.',
  MCP_REGISTRY_GITHUB_API_URL: 'The API of GitHub. Default `https://api.github.com`.',
  MCP_REGISTRY_GITHUB_OIDC_ISSUER:
    'The issuer of the tokens of GitHub Actions jobs. Default `https://token.actions.githubusercontent.com`.',
  MCP_REGISTRY_GITHUB_OIDC_AUDIENCE:
    'The only audience accepted in such tokens. Default: the public URL and its origin, which publishers request.',
  MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE:
    'Whether such a token may have the audience `mcp-registry`, which other registries accept too. Default `false`.',
  MCP_REGISTRY_RATE_LIMIT_READS: 'How many reads a minute a client may make; 0 is no limit. Default 6000.',
  MCP_REGISTRY_RATE_LIMIT_SEARCH: 'The same for searches. Default 600.',
  MCP_REGISTRY_RATE_LIMIT_AUTH: 'The same for exchanges of proofs. Default 60.',
  MCP_REGISTRY_RATE_LIMIT_PUBLISH: 'The same for writes, by address and by publisher. Default 300.',
  MCP_REGISTRY_REDIS_URL:
    'Where processes share the counts of requests. Default: each counts for itself, workers of one registry together.',
  MCP_REGISTRY_OIDC_ENABLED: 'Whether tokens of an OIDC issuer are exchanged. Default `false`.',
  MCP_REGISTRY_OIDC_ISSUER: 'The https URL of that issuer.',
  MCP_REGISTRY_OIDC_CLIENT_ID: 'The audience that its tokens must have.',
  MCP_REGISTRY_OIDC_EXTRA_CLAIMS: 'A JSON array of objects; every claim in it must be in the token, with that value.',
  MCP_REGISTRY_OIDC_EDIT_PERMISSIONS: 'Patterns of names, comma-separated, that such a token may edit.',
  MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'Patterns of names, comma-separated, that such a token may publish.',
  MCP_REGISTRY_URL: 'For commands that read registries: the URLs of those to ask. The server has no use for it.',
  MCP_REGISTRY_TOKEN:
    'For commands that change a running registry: the token to send. Default: one that is made with the signing key. The server has no use for it.',
} as const satisfies Record<`MCP_REGISTRY_${string}`, string>

/** Settings of the reference implementation without a meaning here: they are reported in the log. */
export const IGNORED_VARIABLES = [
  'MCP_REGISTRY_DATABASE_MIN_CONNECTIONS',
  'MCP_REGISTRY_PREPARED_LISTING_JSON',
  'MCP_REGISTRY_ENVIRONMENT',
] as const satisfies readonly VariableName[]

export type VariableName = keyof typeof VARIABLES
