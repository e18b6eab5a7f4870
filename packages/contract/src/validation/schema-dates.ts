import { MAX_URL_LENGTH } from '../limits.js'
import { SCHEMA_DATES, type SchemaDate, toSchemaUrl } from '../schema-date.js'
import { ServerJson } from '../server-json.js'
import type { JsonSchema } from './json-schema.js'
import { toOldName } from './new-names.js'

/**
 * The JSON Schema (draft-07) for documents that declare the `$schema` of the date. Plain JSON, suitable for any validator, editors, and
 * `JSON.stringify`.
 */
export function serverJsonSchema(date: SchemaDate): JsonSchema {
  const schema = SCHEMAS[date]
  return { $schema: 'http://json-schema.org/draft-07/schema#', $id: toSchemaUrl(date), title: 'server.json', ...schema }
}

// Only the differences between adjacent dates are defined: each step converts the schema of one date to that of the previous date.
const STEPS_BACK: Record<SchemaDate, (schema: JsonSchema) => JsonSchema> = {
  '2025-12-11': (schema) => schema,
  '2025-10-17': everywhere(withoutUrlRules),
  '2025-10-11': (schema) => schema,
  '2025-09-29': everywhere(withoutLaterFields),
  '2025-09-16': withRegistryFields,
  '2025-07-09': everywhere(withSnakeCase),
}

const SCHEMAS = buildSchemas()

function buildSchemas(): Record<SchemaDate, JsonSchema> {
  const schemas: Partial<Record<SchemaDate, JsonSchema>> = {}
  // Removes the symbols with which TypeBox marks its schemas; the remaining JSON is standard.
  let schema: JsonSchema = JSON.parse(JSON.stringify(ServerJson)) as JsonSchema
  for (const date of SCHEMA_DATES.toReversed()) {
    schema = STEPS_BACK[date](schema)
    schemas[date] = schema
  }
  return schemas as Record<SchemaDate, JsonSchema>
}

/** Applies a change to every object schema within a schema, innermost first. */
function everywhere(change: (schema: JsonSchema) => JsonSchema): (schema: JsonSchema) => JsonSchema {
  const visit = (schema: JsonSchema): JsonSchema => {
    const { properties, additionalProperties, items, anyOf, allOf } = schema
    return change({
      ...schema,
      ...(properties && { properties: mapValues(properties, visit) }),
      ...(typeof additionalProperties === 'object' && { additionalProperties: visit(additionalProperties) }),
      ...(items && { items: visit(items) }),
      ...(anyOf && { anyOf: anyOf.map(visit) }),
      ...(allOf && { allOf: allOf.map(visit) }),
    })
  }
  return visit
}

/**
 * 2025-12-11 restricted the URLs of transports and added variables to remotes. The URL of an sse transport had to be a URI, which a
 * template such as `http://localhost:{port}/sse` never is; the template rules check it instead.
 */
function withoutUrlRules(schema: JsonSchema): JsonSchema {
  const type = schema.properties?.['type']?.const
  if (type !== 'streamable-http' && type !== 'sse') return schema
  const { variables: _, ...properties } = schema.properties ?? {}
  return {
    ...schema,
    properties: { ...properties, url: { type: 'string', maxLength: MAX_URL_LENGTH } },
  }
}

/**
 * 2025-10-11 added titles, icons and placeholders, made the version of a package optional and allowed additional fields in packages. Images
 * and bundles had no version before either, so it is required by a rule that checks the package type.
 */
function withoutLaterFields(schema: JsonSchema): JsonSchema {
  if (schema.properties === undefined) return schema
  const { title: _title, icons: _icons, placeholder: _placeholder, ...properties } = schema.properties
  if (properties['registryType'] === undefined) return { ...schema, properties }
  return { ...schema, properties, additionalProperties: false }
}

/** Until 2025-09-16 the status and the registry metadata of an entry were part of the document. */
function withRegistryFields(schema: JsonSchema): JsonSchema {
  const { _meta: meta = {}, ...properties } = schema.properties ?? {}
  const official: Record<string, JsonSchema> = { 'io.modelcontextprotocol.registry/official': { type: 'object' } }
  return {
    ...schema,
    properties: {
      ...properties,
      status: { enum: ['active', 'deprecated', 'deleted'] },
      _meta: { ...meta, properties: { ...meta.properties, ...official } },
    },
  }
}

/** 2025-09-16 renamed every field whose name had an underscore. */
function withSnakeCase(schema: JsonSchema): JsonSchema {
  const { properties, required } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [toOldName(key), value])),
    }),
    ...(required && { required: required.map(toOldName) }),
  }
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
