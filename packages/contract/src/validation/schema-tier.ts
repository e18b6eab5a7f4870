import type { ValidationIssue } from '../api.js'
import { type JsonPath, toPathText } from '../json/json-path.js'
import type { SchemaDate } from '../server-json.js'
import { checkSchema } from './check-schema.js'
import { serverJsonSchema } from './schema-dates.js'

/** The issues of the schema tier: where a document fails the JSON Schema of a date. No issue: it satisfies that schema. */
export function listSchemaIssues(date: SchemaDate, document: unknown): readonly ValidationIssue[] {
  return checkSchema(serverJsonSchema(date), document).map((fault) => ({
    type: 'schema',
    path: toPathText(fault.path),
    message: fault.message,
    severity: 'error',
    reference: STABLE_RULES.get(`${toPlace(fault.path)} ${fault.keyword}`) ?? fault.pointer,
  }))
}

// Rules that clients know by a name of their own; all others go by their place in the schema.
const STABLE_RULES: ReadonlyMap<string, string> = new Map([
  ['packages[].transport.type anyOf', 'unsupported-transport-type'],
  ['packages[].version not', 'reserved-version-string'],
  ['packages[].transport.url required', 'streamable-transport-url-required'],
  ['remotes[].type anyOf', 'unsupported-remote-transport-type'],
  ['remotes[].url required', 'remote-transport-url-required'],
  ...['runtimeArguments', 'packageArguments', 'runtime_arguments', 'package_arguments'].map(
    (list) => [`packages[].${list}[].name required`, 'named-argument-name-required'] as const,
  ),
])

function toPlace(path: JsonPath): string {
  return toPathText(path).replaceAll(/\[\d+\]/g, '[]')
}
