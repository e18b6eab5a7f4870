import { type ProblemDetail, RegistryError } from '@mcp-registry/contract'

/** What Ajv says of one violation, as far as it is used here. */
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

/** The refusal of a request that does not fit its schema, with every violation and where it is. */
export function explainValidation(context: string | undefined, violations: readonly unknown[]): RegistryError {
  const place = PLACES[context ?? ''] ?? 'body'
  const errors = (violations as readonly Violation[])
    // The members of a union fail one by one before the union does.
    .filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'))
    .map((violation) => toDetail(place, violation))
  const detail = errors.map(({ location, message }) => `${location ?? place} ${message}.`).join(' ')
  return new RegistryError('invalid-parameter', detail || `The ${place} does not fit its schema.`, { errors })
}

function toDetail(place: string, { keyword, instancePath, message, params, data, parentSchema }: Violation): ProblemDetail {
  const path = instancePath.split('/').slice(1).map(toPathStep)
  const named = params['missingProperty'] ?? params['additionalProperty']
  const location = [place, ...path, ...(typeof named === 'string' ? [toPathStep(named)] : [])].join('.').replaceAll('.[', '[')
  const value = keyword === 'required' || keyword === 'additionalProperties' ? undefined : toShown(data)
  return { message: explain(keyword, message, parentSchema), location, ...(value !== undefined && { value }) }
}

function explain(keyword: string, message: string | undefined, schema: Violation['parentSchema']): string {
  const choices = schema?.anyOf?.flatMap(({ const: choice }) => (choice === undefined ? [] : [JSON.stringify(choice)]))
  if (keyword === 'anyOf' && choices?.length) return `must be one of ${choices.join(', ')}`
  if (keyword === 'required') return 'is required'
  if (keyword === 'additionalProperties') return 'is not a property that is known here'
  return message ?? 'does not fit its schema'
}

function toPathStep(step: string): string {
  const unescaped = step.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(unescaped) ? `[${unescaped}]` : unescaped
}

function toShown(value: unknown): unknown {
  if (typeof value === 'string' && value.length > MAX_SHOWN_LENGTH) return `${value.slice(0, MAX_SHOWN_LENGTH)}…`
  return typeof value === 'object' ? undefined : value
}
