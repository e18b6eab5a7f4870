import {
  AllVersionsStatusResponse,
  Argument,
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

/** The schemas that have a name in the OpenAPI document. */
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
  TokenResponse,
  Permission,
  Problem,
  ProblemDetail,
}

const names = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]))

/** The named schemas, each with references to the others. */
export function toComponentSchemas(): Record<string, object> {
  return Object.fromEntries(Object.entries(NAMED).map(([name, schema]) => [name, replaceParts(schema)]))
}

/** A copy of the schema in which every part that has a name is a reference to it. */
export function withReferences(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  // By content, for a schema that is made optional is another object.
  const name = Array.isArray(value) ? undefined : names.get(JSON.stringify(value))
  return name === undefined ? replaceParts(value) : { $ref: `#/components/schemas/${name}` }
}

function replaceParts(value: object): object {
  if (Array.isArray(value)) return value.map(withReferences)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReferences(part)]))
}
