type Json = Readonly<Record<string, unknown>>

/**
 * Converts an OpenAPI 3.1 document to 3.0. The schemas accept the same values or more, since 3.0 has no `propertyNames`. Covers the
 * keywords that our schemas use. A test validates the document and fails for any other keyword.
 *
 * Source: https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export function toOpenApi30(document: Json): Json {
  const { license, ...info } = Object(document['info'])
  const { identifier: _spdx, ...license30 } = Object(license)
  return {
    ...mapValues(document, convert),
    openapi: '3.0.3',
    info: { ...info, ...(license !== undefined && { license: license30 }) },
  }
}

function convert(value: unknown, key?: string): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => convert(item))
  if (key === 'schema') return toSchema30(value as Json)
  if (key === 'schemas') return mapValues(value as Json, toSchema30)
  // Examples are data, even if their keys look like keywords.
  return key === 'example' || key === 'examples' ? value : mapValues(value as Json, convert)
}

function toSchema30(schema: unknown): Json {
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(Object(schema) as Json)) Object.assign(result, toKeyword30(key, value))
  if (!('$ref' in result) || Object.keys(result).length === 1) return result
  // OpenAPI 3.0 ignores siblings of `$ref`.
  const { $ref, ...rest } = result
  return { ...rest, allOf: [{ $ref }] }
}

function toKeyword30(key: string, value: unknown): Json {
  switch (key) {
    case 'properties':
      return { [key]: mapValues(value as Json, toSchema30) }
    case 'items':
    case 'not':
    case 'additionalProperties':
      return { [key]: typeof value === 'object' ? toSchema30(value) : value }
    case 'allOf':
      return { [key]: (value as Json[]).map(toSchema30) }
    case 'anyOf':
    case 'oneOf':
      return toAlternatives30(key, value as Json[])
    case 'type':
      return toType30([value].flat())
    case 'const':
      return { enum: [value] }
    case 'examples':
      return { example: (value as unknown[])[0] }
    case 'exclusiveMinimum':
      return { minimum: value, exclusiveMinimum: true }
    case 'exclusiveMaximum':
      return { maximum: value, exclusiveMaximum: true }
    case 'propertyNames':
      return {}
    default:
      return { [key]: value }
  }
}

function toAlternatives30(key: 'anyOf' | 'oneOf', schemas: readonly Json[]): Json {
  const alternatives = schemas.filter(({ type }) => type !== 'null').map(toSchema30)
  if (alternatives.length === schemas.length) return { [key]: alternatives }
  const [only, ...others] = alternatives
  if (only !== undefined && others.length === 0 && !('$ref' in only)) return { ...only, nullable: true }
  return { [key]: alternatives.map((each) => ('$ref' in each ? { nullable: true, allOf: [each] } : { ...each, nullable: true })) }
}

function toType30(types: readonly unknown[]): Json {
  const [type, ...others] = types.filter((each) => each !== 'null')
  // A schema without `type` and `enum` would accept any value.
  if (type === undefined) return { enum: [null], nullable: true }
  const nullable = types.includes('null') && { nullable: true }
  return others.length === 0 ? { type, ...nullable } : { anyOf: [type, ...others].map((each) => ({ type: each, ...nullable })) }
}

function mapValues(record: Json, map: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
