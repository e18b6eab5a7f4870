import {
  AllVersionsStatusResponse,
  Argument,
  ClientChange,
  ClientConfigurationFacts,
  ClientFact,
  ClientFile,
  ClientJson,
  ClientList,
  Evidence,
  Icon,
  Input,
  KeyValueInput,
  LocalTransport,
  NamedArgument,
  OfficialMeta,
  Package,
  Permission,
  PositionalArgument,
  Problem,
  ProblemDetail,
  Remote,
  Repository,
  ServerJson,
  ServerList,
  ServerResponse,
  SseTransport,
  Status,
  StatusUpdate,
  StdioTransport,
  StreamableHttpTransport,
  TokenResponse,
  ValidationIssue,
  ValidationResult,
} from '@mcp-registry/contract'

/** The named schemas of the OpenAPI document. */
const NAMED: Readonly<Record<string, object>> = {
  ServerList,
  ServerResponse,
  ServerDetail: ServerJson,
  OfficialMeta,
  Status,
  Repository,
  Icon,
  Package,
  LocalTransport,
  StdioTransport,
  StreamableHttpTransport,
  SseTransport,
  RemoteTransport: Remote,
  Argument,
  PositionalArgument,
  NamedArgument,
  Input,
  KeyValueInput,
  StatusUpdateRequest: StatusUpdate,
  AllVersionsStatusResponse,
  ValidationResult,
  ValidationIssue,
  ClientList,
  ClientDetail: ClientJson,
  ClientFact,
  ClientConfiguration: ClientConfigurationFacts,
  ClientFile,
  ClientChange,
  Evidence,
  TokenResponse,
  Permission,
  Problem,
  ProblemDetail,
}

const names = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]))

// Schemas are constants: each app of a process describes the same ones.
const described = new WeakMap<object, object>()

/** The named schemas, which refer to each other by `$ref`. */
export const COMPONENT_SCHEMAS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(NAMED).map(([name, schema]) => [name, replaceParts(schema)]),
)

/** Returns a copy of a schema in which named schemas are replaced by references. */
export function withReferences(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = described.get(value)
  if (known !== undefined) return known
  // Schemas are compared by content: making a schema optional creates another object.
  const name = Array.isArray(value) ? undefined : names.get(JSON.stringify(value))
  const result = name === undefined ? replaceParts(value) : { $ref: `#/components/schemas/${name}` }
  described.set(value, result)
  return result
}

function replaceParts(value: object): object {
  if (Array.isArray(value)) return value.map(withReferences)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReferences(part)]))
}
