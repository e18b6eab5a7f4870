import {
  MAX_DOCUMENT_BYTES,
  parseServerJson,
  parseServerJsonEdit,
  parseServerName,
  RegistryError,
  type Result,
  type ServerDocument,
  TOO_MANY_ISSUES,
  type UncheckedJson,
  type ValidationIssue,
} from '@mcp-registry/contract'

/**
 * The document of a request body. Throws `malformed-request` if it is not JSON, `invalid-document` with every issue if it breaks a rule.
 */
export function requireDocument(json: UncheckedJson): ServerDocument {
  return requireValid(parseServerJson(json), 'server.json')
}

/** Like {@link requireDocument}, for a document that replaces a stored one: errors that the stored one already has are accepted. */
export function requireEditedDocument(json: UncheckedJson, stored: UncheckedJson): ServerDocument {
  return requireValid(parseServerJsonEdit(json, stored), 'server.json')
}

/** The parsed document of a request body, or its errors as an error of the API. `what`: what the document should be. */
export function requireValid<T>(result: Result<T, ValidationIssue>, what: 'server.json' | 'client.json'): T {
  if (result.ok) return result.value
  const errors = result.errors.map(toDetail)
  if (result.errors.some(({ type }) => type === 'json')) {
    throw new RegistryError('malformed-request', `The body cannot be read. ${result.errors[0]?.message ?? ''}`, { errors })
  }
  throw new RegistryError('invalid-document', `The ${what} has ${toCount(result.errors)}. ${result.errors[0]?.message ?? ''}`, {
    errors,
  })
}

function toCount(errors: readonly ValidationIssue[]): string {
  if (errors.at(-1)?.reference === TOO_MANY_ISSUES) return `more than ${errors.length - 1} errors`
  return errors.length === 1 ? 'one error' : `${errors.length} errors`
}

/** The name in a body, if it has a valid one. Allows a refusal before the document is validated. */
export function findNameInBody(json: UncheckedJson): string | undefined {
  const value = json.findValue(MAX_DOCUMENT_BYTES)
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined
  // Validation refuses anything that cannot be a name, and reports its path.
  return typeof value.name === 'string' && parseServerName(value.name).ok ? value.name : undefined
}

function toDetail({ path, message }: ValidationIssue): { message: string; location: string } {
  const separator = path === '' || path.startsWith('[') ? '' : '.'
  return { message, location: `body${separator}${path}` }
}
