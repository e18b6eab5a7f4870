type Json = Readonly<Record<string, unknown>>

/**
 * The parts of an OpenAPI document on which a client can rely, as one line each: methods of paths, their parameters, and the properties of
 * request bodies and successful responses.
 */
export function listOperationParts(document: Json): ReadonlySet<string> {
  const parts = new Set<string>()
  for (const [path, methods] of entries(document['paths'])) {
    for (const [method, operation] of entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`
      parts.add(name)
      for (const parameter of list(operation['parameters'])) {
        const { name: parameterName, in: place } = resolve(document, parameter)
        parts.add(`${name} ${String(place)}:${String(parameterName)}`)
      }
      for (const property of listProperties(document, jsonSchema(operation['requestBody']))) parts.add(`${name} body${property}`)
      for (const [status, response] of entries(operation['responses'])) {
        if (!status.startsWith('2')) continue
        for (const property of listProperties(document, jsonSchema(resolve(document, response))))
          parts.add(`${name} ${status}${property}`)
      }
    }
  }
  return parts
}

function jsonSchema(body: unknown): Json {
  return object(object(object(object(body)['content'])['application/json'])['schema'])
}

// `seen` stops the recursion at schemas that contain themselves.
function listProperties(document: Json, schema: Json, seen: readonly Json[] = []): string[] {
  const resolved = resolve(document, schema)
  if (seen.includes(resolved)) return []
  const deeper = [...seen, resolved]
  const nested = (part: unknown, prefix: string) =>
    part === undefined ? [] : listProperties(document, object(part), deeper).map((rest) => `${prefix}${rest}`)
  return [
    ...entries(resolved['properties']).flatMap(([key, property]) => [`.${key}`, ...nested(property, `.${key}`)]),
    ...nested(resolved['items'], '[]'),
    ...nested(resolved['additionalProperties'] ?? Object.values(object(resolved['patternProperties']))[0], '.*'),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => list(resolved[key]).flatMap((member) => nested(member, ''))),
  ]
}

function resolve(document: Json, value: unknown): Json {
  const reference = object(value)['$ref']
  if (typeof reference !== 'string') return object(value)
  return reference
    .split('/')
    .slice(1)
    .reduce((part, key) => object(part[key]), document)
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function entries(value: unknown): [string, Json][] {
  return Object.entries(object(value)).map(([key, part]) => [key, object(part)])
}
