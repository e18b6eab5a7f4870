import { CURRENT_SCHEMA_DATE, type ServerJson, toSchemaUrl } from '@mcp-registry/contract'

/** A document that can be published as it is; say only what matters to the test. */
export function serverJson(fields: Partial<ServerJson> = {}): ServerJson {
  const { name = 'io.github.alice/weather', version = '1.0.0', ...rest } = fields
  return {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name,
    description: 'Forecasts and warnings for any place on earth.',
    version,
    ...rest,
  }
}
