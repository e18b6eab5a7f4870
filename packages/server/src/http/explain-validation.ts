import { MAX_ISSUES, type ProblemDetail, RegistryError, shorten, toPathText } from '@mcp-registry/contract'

/** The properties of an Ajv error that are used here. */
interface Violation {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly message?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly data?: unknown
  readonly parentSchema?: { readonly anyOf?: readonly { readonly const?: unknown }[] }
}

const PLACES: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', body: 'body', headers: 'header' }
const MAX_SHOWN_LENGTH = 100

/**
 * Creates the error for a request that does not match its schema. It lists the first {@link MAX_ISSUES} violations with their locations,
 * and the number of the others.
 */
export function explainValidation(context: string | undefined, violations: readonly unknown[]): RegistryError {
  const place = PLACES[context ?? ''] ?? 'body'
  // Ajv reports an error for each member of a union, and then one for the union itself.
  const causes = (violations as readonly Violation[]).filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'))
  const errors = causes.slice(0, MAX_ISSUES).map((violation) => toDetail(place, violation))
  if (causes.length > MAX_ISSUES) errors.push({ message: `has ${causes.length - MAX_ISSUES} more faults`, location: place })
  const detail = errors.map(({ location, message }) => `${location ?? place} ${message}.`).join(' ')
  return new RegistryError('invalid-parameter', detail || `The ${place} does not fit its schema.`, { errors })
}

function toDetail(place: string, { keyword, instancePath, message, params, data, parentSchema }: Violation): ProblemDetail {
  const path = instancePath.split('/').slice(1).map(toPathStep)
  const named = params['missingProperty'] ?? params['additionalProperty']
  const location = toPathText([place, ...path, ...(typeof named === 'string' ? [shorten(named, MAX_SHOWN_LENGTH)] : [])])
  const value = keyword === 'required' || keyword === 'additionalProperties' ? undefined : truncate(data)
  return { message: explain(keyword, message, parentSchema), location, ...(value !== undefined && { value }) }
}

function explain(keyword: string, message: string | undefined, schema: Violation['parentSchema']): string {
  const choices = schema?.anyOf?.flatMap(({ const: choice }) => (choice === undefined ? [] : [JSON.stringify(choice)]))
  if (keyword === 'anyOf' && choices?.length) return `must be one of ${choices.join(', ')}`
  if (keyword === 'required') return 'is required'
  if (keyword === 'additionalProperties') return 'is not a property that is known here'
  return message ?? 'does not fit its schema'
}

/** Unescapes a reference token of a JSON Pointer (RFC 6901). */
function toPathStep(token: string): string | number {
  const step = shorten(token, MAX_SHOWN_LENGTH).replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(step) ? Number(step) : step
}

function truncate(value: unknown): unknown {
  if (typeof value === 'string') return shorten(value, MAX_SHOWN_LENGTH)
  return typeof value === 'object' ? undefined : value
}
