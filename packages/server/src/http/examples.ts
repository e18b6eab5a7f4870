import { CURRENT_SCHEMA_DATE, OFFICIAL_META_KEY, toSchemaUrl } from '@mcp-registry/contract'

/** The example document of the API reference. */
export const exampleDocument = {
  $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
  name: 'io.github.alice/weather',
  title: 'Weather',
  description: 'Forecasts and warnings for any place on earth.',
  version: '1.2.0',
  repository: { url: 'https://github.com/alice/weather', source: 'github' },
  packages: [
    {
      registryType: 'npm',
      identifier: '@alice/weather-mcp',
      version: '1.2.0',
      transport: { type: 'stdio' },
      environmentVariables: [
        { name: 'WEATHER_API_KEY', description: 'Key of the forecast API.', isRequired: true, isSecret: true },
      ],
    },
  ],
  remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp' }],
} as const

export const exampleEntry = {
  server: exampleDocument,
  _meta: {
    [OFFICIAL_META_KEY]: {
      status: 'active',
      statusChangedAt: '2026-01-05T10:00:00.000000Z',
      publishedAt: '2026-01-05T10:00:00.000000Z',
      updatedAt: '2026-01-05T10:00:00.000000Z',
      isLatest: true,
    },
  },
} as const

export const exampleList = { servers: [exampleEntry], metadata: { count: 1 } } as const

export const exampleResult = {
  valid: false,
  issues: [
    {
      type: 'semantic',
      path: 'packages[0].version',
      message: 'The version "^1.2.0" is a range. Name one exact version.',
      severity: 'error',
      reference: 'version-looks-like-range',
    },
  ],
} as const
