import { CURRENT_SCHEMA_DATE, type ServerJson, toSchemaUrl } from '@mcp-registry/contract'

/** A server that clients find by its name, and by its repository. */
export const REMOTE = {
  $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
  name: 'com.example/harbour',
  title: 'Harbour',
  description: 'Berths and arrivals of any harbour.',
  version: '1.2.0',
  repository: { url: 'https://github.com/example-org/harbour', source: 'github' },
  remotes: [
    { type: 'streamable-http', url: 'https://harbour.example.com/mcp', headers: [{ name: 'X-Harbour-Key', isRequired: true }] },
  ],
} as const satisfies ServerJson

/** A server before it in the list, which a search for the name of that repository finds as well. */
export const NAMESAKE = {
  ...REMOTE,
  name: 'com.example.archive/harbour',
  title: 'Archive',
  description: 'Harbour logs of earlier years.',
  repository: { ...REMOTE.repository, url: 'https://github.com/another-org/harbour' },
  remotes: [{ type: 'streamable-http', url: 'https://archive.example.com/mcp' }],
} as const satisfies ServerJson

export const PACKAGE = { name: '@example/tides', version: '1.0.0', mcpName: 'com.example/tides' } as const

/** A package that serves each transport, from the npm registry at this base URL. */
export function toPackageDocument(registryBaseUrl: string): ServerJson {
  const entry = { registryType: 'npm', identifier: PACKAGE.name, version: PACKAGE.version, registryBaseUrl }
  const port = { name: 'PORT', description: 'The port', format: 'number', isRequired: true } as const
  return {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name: PACKAGE.mcpName,
    description: 'Tides of any coast.',
    version: PACKAGE.version,
    packages: [
      { ...entry, transport: { type: 'stdio' } },
      { ...entry, transport: { type: 'streamable-http', url: 'http://127.0.0.1:{PORT}/mcp' }, environmentVariables: [port] },
      { ...entry, transport: { type: 'sse', url: 'http://127.0.0.1:{PORT}/sse' }, environmentVariables: [port] },
    ],
  }
}
