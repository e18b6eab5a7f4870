/**
 * The imports of packages/server, packages/publisher and packages/cli that create event emitters: by module, the exports that do, and the
 * exports of the same modules that do not. The test fails for exports in neither list and for modules in none: look them up, and add them
 * here.
 */
export const EMITTER_MODULES: Readonly<
  Record<string, { readonly creators: readonly string[]; readonly others: readonly string[] }>
> = {
  '@electric-sql/pglite': { creators: ['PGlite'], others: [] },
  '@modelcontextprotocol/sdk/client/sse.js': { creators: ['SSEClientTransport'], others: [] },
  '@modelcontextprotocol/sdk/client/streamableHttp.js': { creators: ['StreamableHTTPClientTransport'], others: [] },
  '@modelcontextprotocol/sdk/server/stdio.js': { creators: ['StdioServerTransport'], others: [] },
  'cross-spawn': { creators: ['default'], others: [] },
  fastify: { creators: ['fastify'], others: ['LogController'] },
  ioredis: { creators: ['*'], others: [] },
  'node:child_process': { creators: ['exec', 'execFile', 'fork', 'spawn'], others: [] },
  'node:cluster': { creators: ['fork'], others: ['isPrimary', 'isWorker', 'worker'] },
  'node:events': { creators: ['EventEmitter'], others: ['once'] },
  'node:fs': {
    creators: ['createReadStream', 'createWriteStream', 'watch'],
    others: ['constants', 'existsSync', 'fsyncSync', 'readdirSync', 'readFileSync'],
  },
  'node:http': {
    creators: ['createServer', 'request', 'get', 'Agent', 'IncomingMessage', 'ServerResponse'],
    others: ['STATUS_CODES'],
  },
  'node:net': { creators: ['connect', 'createConnection', 'createServer', 'Server', 'Socket'], others: ['BlockList', 'isIP'] },
  'node:readline': { creators: ['createInterface'], others: [] },
  'node:stream': { creators: ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough', 'pipeline'], others: [] },
  'node:stream/promises': { creators: [], others: ['pipeline'] },
  'node:worker_threads': { creators: ['Worker'], others: [] },
  'node:zlib': { creators: ['createGunzip', 'createGzip'], others: ['brotliCompress', 'constants', 'gzip'] },
  pg: { creators: ['Client', 'Pool'], others: ['TypeOverrides'] },
  pino: { creators: ['destination'], others: ['pino'] },
  undici: { creators: ['Agent', 'buildConnector'], others: ['fetch'] },
  yauzl: { creators: ['openPromise'], others: [] },
}

/** Modules whose exports create no emitters, or none that emits `error`. */
export const OTHER_MODULES: readonly string[] = [
  '@clack/prompts',
  '@decimalturn/toml-patch',
  '@electric-sql/pglite/contrib/pg_trgm',
  '@electric-sql/pglite/nodefs',
  '@fastify/accept-negotiator',
  '@fastify/cors',
  '@fastify/rate-limit',
  '@fastify/swagger',
  '@mcp-registry/client',
  '@mcp-registry/contract',
  '@mcp-registry/publisher/command-line',
  '@mcp-registry/server',
  '@mcp-registry/server/find-open-file-limit',
  '@modelcontextprotocol/sdk/types.js',
  '@noble/curves/ed25519.js',
  '@rgrove/parse-xml',
  'ajv',
  'ajv-formats',
  'cli-progress',
  'commander',
  'dataloader',
  'diff',
  'fast-querystring',
  'helmet',
  'ipaddr.js',
  'jose',
  'jsonc-parser',
  'jwt-decode',
  'kysely',
  'lru-cache',
  'node:crypto',
  'node:dns',
  'node:dns/promises',
  'node:fs/promises',
  'node:module',
  'node:os',
  'node:path',
  'node:stream/consumers',
  'node:timers/promises',
  'node:url',
  'node:util',
  'prom-client',
  'string-width',
  'typebox',
  'typebox/value',
  'write-file-atomic',
  'xxhash-wasm',
  'yaml',
]

/** Methods that create a stream or a process on any object. */
export const EMITTER_METHODS: readonly string[] = [
  'createReadStream',
  'createWriteStream',
  'openReadStreamPromise',
  'fork',
  'pipe',
  'readableWebStream',
]
