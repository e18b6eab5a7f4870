import type { ValidationIssue } from '../api.js'
import { IssueCollector, type IssueSink } from '../issue-collector.js'
import type { JsonPath } from '../json/json-path.js'
import type { SchemaDate } from '../schema-date.js'
import { checkSchema } from './check-schema.js'
import { serverJsonSchema } from './schema-dates.js'

/**
 * The issues of the schema tier: violations of the JSON Schema of a date. The list is empty if the document satisfies that schema. After
 * {@link MAX_ISSUES}, one more issue gives the number of omitted issues.
 */
export function listSchemaIssues(date: SchemaDate, document: unknown): readonly ValidationIssue[] {
  const issues = new IssueCollector(document)
  checkSchemaOf(date, document, issues)
  return issues.toErrors()
}

/** Adds the issues of the schema tier. */
export function checkSchemaOf(date: SchemaDate, document: unknown, issues: IssueSink): void {
  checkSchema(serverJsonSchema(date), document, (describe) => {
    issues.add('schema', 'error', () => {
      const { path, writtenPath = path, keyword, pointer, message } = describe()
      const rule = STABLE_RULES.get(`${toPlace(path)} ${keyword}`) ?? findArgumentRule(pointer)
      return { reference: rule ?? pointer, path: writtenPath, message }
    })
  })
}

// Rules that clients know by a stable name; all others are identified by their JSON pointer in the schema.
const STABLE_RULES: ReadonlyMap<string, string> = new Map([
  ['packages[].transport.type anyOf', 'unsupported-transport-type'],
  ['packages[].version not', 'reserved-version-string'],
  ['packages[].transport.url required', 'streamable-transport-url-required'],
  ['remotes[].type anyOf', 'unsupported-remote-transport-type'],
  ['remotes[].url required', 'remote-transport-url-required'],
  ['repository.url required', 'repository-url-required'],
  ['repository.source required', 'repository-source-required'],
  ...['runtimeArguments', 'packageArguments', 'runtime_arguments', 'package_arguments'].flatMap(
    (list) =>
      [
        [`packages[].${list}[].name required`, 'named-argument-name-required'],
        [`packages[].${list}[].type anyOf`, 'invalid-argument-type'],
      ] as const,
  ),
])

// The requirement that a positional argument has a value or a hint is the only nested `anyOf`.
function findArgumentRule(pointer: string): string | undefined {
  return /Arguments\/items\/anyOf\/\d\/allOf\/\d\/anyOf$/i.test(pointer)
    ? 'positional-argument-value-or-hint-required'
    : undefined
}

function toPlace(path: JsonPath): string {
  return path
    .map((segment) => (typeof segment === 'number' ? '[]' : `.${segment}`))
    .join('')
    .slice(1)
}
