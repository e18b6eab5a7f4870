import { HOSTILE_VALUES, type HostileValue } from './hostile-values.js'
import { listLeaves } from './list-leaves.js'
import { type DescribedOperation, listOperations, type OpenApiDocument } from './list-operations.js'

export interface HostileRequest {
  readonly operationId: string
  /** The location of the value: `path serverName`, `query limit`, `header range` or `body packages[].identifier`. */
  readonly place: string
  readonly value: HostileValue
  readonly method: string
  readonly url: string
  /** One character per byte. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface HostileRequestOptions {
  /** Whether a component of the API description is tested at every location in a body, rather than only the first. */
  readonly isExhaustive: boolean
}

/**
 * Every combination of a parameter, header or body leaf of an API description with a hostile value; the rest of each request is the
 * example.
 */
export function* listHostileRequests(
  document: OpenApiDocument,
  { isExhaustive }: HostileRequestOptions,
): Generator<HostileRequest> {
  for (const operation of listOperations(document)) {
    for (const place of listPlaces(operation, document, isExhaustive)) {
      for (const value of HOSTILE_VALUES) {
        yield { operationId: operation.operationId, place: place.name, value, method: operation.method, ...place.fill(value) }
      }
    }
  }
}

interface Place {
  readonly name: string
  readonly fill: (value: HostileValue) => Pick<HostileRequest, 'url' | 'headers' | 'body'>
}

function listPlaces(operation: DescribedOperation, document: OpenApiDocument, isExhaustive: boolean): readonly Place[] {
  const { parameters, headers: headerNames, body } = operation
  const example = body && JSON.stringify(body.example)
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {}
  const url = toUrl(operation)
  return [
    ...parameters.map((parameter) => ({
      name: `${parameter.in} ${parameter.name}`,
      fill: ({ encoded }: HostileValue) => ({ url: toUrl(operation, { [parameter.name]: encoded }), headers, body: example }),
    })),
    ...headerNames.map((name) => ({
      name: `header ${name}`,
      fill: ({ header }: HostileValue) => ({
        url,
        headers: { ...headers, [name]: name === 'authorization' ? `Bearer ${header}` : header },
        body: example,
      }),
    })),
    ...(body ? listLeaves(body, document, isExhaustive) : []).map(({ path, toBody }) => ({
      name: `body ${path}`,
      fill: ({ json }: HostileValue) => ({ url, headers, body: toJson(toBody(PLACEHOLDER), json) }),
    })),
  ]
}

function toUrl({ path, parameters }: DescribedOperation, values: Readonly<Record<string, string>> = {}): string {
  const url = path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = values[name] ?? parameters.find((parameter) => parameter.name === name)?.example
    if (value === undefined) throw new Error(`The API description has no example of the path parameter ${name}.`)
    return value
  })
  const query = parameters
    .filter(({ in: place, name }) => place === 'query' && values[name] !== undefined)
    .map(({ name }) => `${name}=${values[name]}`)
  return query.length > 0 ? `${url}?${query.join('&')}` : url
}

// Represents a value that JSON.stringify cannot write, such as 1e999.
const PLACEHOLDER = 'a-hostile-value'

function toJson(body: unknown, json: string): string {
  const text = JSON.stringify(body)
  // A property name is a string, whatever the value.
  const name = json.startsWith('"') ? json : JSON.stringify(json)
  return text.replace(`"${PLACEHOLDER}":`, () => `${name}:`).replace(`"${PLACEHOLDER}"`, () => json)
}
