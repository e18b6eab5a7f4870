/** The parts of a JSON schema that the API description uses and that matter for building requests. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

interface OpenApiOperation {
  readonly operationId: string
  readonly security?: unknown
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Body>> }
  readonly responses: Readonly<Record<string, unknown>>
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: JsonSchema
  /** The encoded value for a URL. */
  readonly example?: string
}

export interface Body {
  readonly schema: JsonSchema
  readonly example?: unknown
}

export interface DescribedOperation {
  readonly operationId: string
  readonly method: string
  /** With `{parameter}` placeholders. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** The request headers that the operation reads: described as parameters, or implied by its security, body and responses. */
  readonly headers: readonly string[]
  readonly body: Body | undefined
}

/** Every operation of an API description. */
export function listOperations({ paths }: OpenApiDocument): readonly DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? []).filter((parameter) => parameter.in !== 'header'),
      headers: listHeaders(operation),
      body: operation.requestBody?.content['application/json'],
    })),
  )
}

// Headers that every operation reads.
const COMMON_HEADERS = ['accept', 'accept-encoding', 'origin', 'x-request-id', 'x-forwarded-for']

function listHeaders({ parameters = [], security, requestBody, responses }: OpenApiOperation): readonly string[] {
  return [
    ...parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase()),
    ...(security === undefined ? [] : ['authorization']),
    ...(requestBody === undefined ? [] : ['content-type']),
    ...('304' in responses ? ['if-none-match', 'if-modified-since'] : []),
    ...('206' in responses ? ['range', 'if-range'] : []),
    ...COMMON_HEADERS,
  ]
}

/** Resolves a schema reference. */
export function resolveSchema(schema: JsonSchema, document: Pick<OpenApiDocument, 'components'>): JsonSchema {
  if (schema.$ref === undefined) return schema
  const found = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')]
  if (found === undefined) throw new Error(`The API description has no ${schema.$ref}.`)
  return resolveSchema(found, document)
}
