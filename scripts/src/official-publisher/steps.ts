import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'

/** One run of the command-line client. */
export interface Step {
  readonly argv: readonly string[]
  /** The document that is written to server.json first. */
  readonly document?: object
  /** Whether the command must fail. */
  readonly fails?: true
}

/** The private keys of example.com, in hexadecimal. The record of the first is in the DNS, of the second on the website. */
export interface DomainKeys {
  readonly ed25519: string
  readonly p384: string
}

const ANONYMOUS = 'io.modelcontextprotocol.anonymous/tides'

/** Every request that the client makes, with a document that uses most of the format. */
export function listSteps({ ed25519, p384 }: DomainKeys): readonly Step[] {
  const status = (value: string, ...rest: readonly string[]): Step => ({ argv: ['status', '--status', value, ...rest] })
  return [
    { argv: ['login', 'none'] },
    { argv: ['validate'], document: { ...tides(ANONYMOUS), description: '' }, fails: true },
    { argv: ['publish'], fails: true },
    { argv: ['validate'], document: tides(ANONYMOUS) },
    { argv: ['publish'] },
    { argv: ['publish'] },
    { argv: ['publish'], document: { ...tides(ANONYMOUS), title: 'Other tides' }, fails: true },
    { argv: ['publish'], document: tides(ANONYMOUS, '1.1.0') },
    status('deprecated', '--message', 'Use 1.1.0', ANONYMOUS, '1.0.0'),
    status('deleted', ANONYMOUS, '1.1.0'),
    status('active', ANONYMOUS, '1.1.0'),
    status('deprecated', '--all-versions', '--yes', '--message', 'The tides have moved', ANONYMOUS),
    status('active', '--all-versions', '--yes', ANONYMOUS),
    { ...status('active', ANONYMOUS, '9.9.9'), fails: true },
    // Asks the registry for its GitHub application, then fails at the proxy that leads nowhere.
    { argv: ['login', 'github'], fails: true },
    { argv: ['login', 'github', '--token', 'token-of-alice'] },
    { argv: ['publish'], document: tides('io.github.alice/tides') },
    { argv: ['publish'], document: tides('io.github.bob/tides'), fails: true },
    { argv: ['login', 'github-oidc'] },
    { argv: ['publish'], document: tides('io.github.alice/tides', '1.1.0') },
    { argv: ['login', 'dns', '--domain', 'example.com', '--private-key', ed25519] },
    { argv: ['publish'], document: tides('com.example.sea/tides') },
    { argv: ['login', 'http', '--domain', 'example.com', '--algorithm', 'ecdsap384', '--private-key', p384] },
    { argv: ['publish'], document: tides('com.example/tides') },
  ]
}

function tides(name: string, version = '1.0.0'): object {
  return {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name,
    title: 'Tides',
    description: 'High & low tides <of any coast> – à toute heure.',
    version,
    repository: { url: 'https://github.com/alice/tides', source: 'github', id: '4711', subfolder: 'servers/tides' },
    websiteUrl: 'https://example.com/tides',
    icons: [{ src: 'https://example.com/tides.png', mimeType: 'image/png', sizes: ['48x48'] }],
    packages: [
      {
        registryType: 'npm',
        identifier: '@alice/tides',
        version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        runtimeArguments: [{ type: 'named', name: '--loglevel', value: 'error' }],
        packageArguments: [
          { type: 'positional', valueHint: 'coast', description: 'The coast', isRequired: true },
          { type: 'named', name: '--unit', default: 'm', choices: ['m', 'ft'] },
        ],
        environmentVariables: [{ name: 'TIDES_KEY', description: 'The key', isRequired: true, isSecret: true }],
      },
    ],
    remotes: [
      {
        type: 'streamable-http',
        url: 'https://{region}.example.com/mcp',
        headers: [{ name: 'X-Tides-Key', isRequired: true, isSecret: true }],
        variables: { region: { description: 'The region', default: 'eu', choices: ['eu', 'us'] } },
      },
    ],
    _meta: { 'io.modelcontextprotocol.registry/publisher-provided': { build: { tool: 'make', count: 7 } } },
  }
}
