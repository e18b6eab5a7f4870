import { RegistryError } from './errors.js'
import { MAX_SERVER_NAME_LENGTH } from './limits.js'
import type { Result } from './result.js'
import { quote } from './validation/quote.js'

/** A server name that has passed {@link parseServerName}: `namespace/name`. */
export type ServerName = string & { readonly __brand: 'ServerName' }

const NAMESPACE = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/
const SERVER = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/

/**
 * Reads a server name: a reverse-DNS namespace, exactly one slash, and a name; 3 to 200 characters, each half starting and ending
 * with a letter or digit, the namespace without empty labels. Source: protocol.md, "server.json", rule `invalid-server-name`.
 */
export function parseServerName(text: string): Result<ServerName> {
  const errors: string[] = []
  if (text.length < 3 || text.length > MAX_SERVER_NAME_LENGTH)
    errors.push(`A server name has 3 to ${MAX_SERVER_NAME_LENGTH} characters; this one has ${text.length}.`)
  if (text.length > MAX_SERVER_NAME_LENGTH) return { ok: false, errors }
  const [namespace = '', server, ...rest] = text.split('/')
  if (server === undefined)
    errors.push('A server name is "namespace/name", such as "io.github.alice/weather"; this one has no slash.')
  if (rest.length > 0)
    errors.push('A server name has exactly one slash; put the rest into the name after it, with dashes or dots.')
  if (!NAMESPACE.test(namespace)) {
    errors.push(
      'The namespace before the slash consists of letters, digits, dots and dashes, and starts and ends with a letter or digit.',
    )
  } else if (namespace.includes('..')) {
    errors.push('The namespace before the slash has two dots in a row.')
  }
  if (server !== undefined && !SERVER.test(server)) {
    errors.push(
      'The name after the slash consists of letters, digits, dots, dashes and underscores, and starts and ends with a letter or digit.',
    )
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: text as ServerName }
}

/** The name as a proven value, or a `rule-violated` refusal with every reason. */
export function requireServerName(text: string): ServerName {
  const result = parseServerName(text)
  if (result.ok) return result.value
  throw new RegistryError('rule-violated', `${quote(text)} is not a server name. ${result.errors.join(' ')}`)
}

/** The form in which two spellings of one name are equal. Names are ASCII, so this does not depend on a locale. */
export function foldServerName(name: string): string {
  return name.toLowerCase()
}

/** What stands before the slash. */
export function toNamespace(name: ServerName): string {
  return name.slice(0, name.indexOf('/'))
}
