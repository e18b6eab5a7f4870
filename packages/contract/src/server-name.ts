import { RegistryError } from './errors.js'
import { MAX_SERVER_NAME_LENGTH } from './limits.js'
import type { Result } from './result.js'
import { quote } from './validation/quote.js'

/** A server name that has been validated by {@link parseServerName}: `namespace/name`. */
export type ServerName = string & { readonly __brand: 'ServerName' }

const NAMESPACE = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/
const SERVER = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/

/**
 * Parses a server name: a reverse-DNS namespace, exactly one slash, and a name. It has 3 to 200 characters, each half starts and ends with
 * a letter or digit, and the namespace has no empty labels. Source: protocol.md, "server.json", rule `invalid-server-name`.
 *
 * @example
 * ```ts
 * import { parseServerName, toNamespace } from '@mcp-registry/contract'
 *
 * const name = parseServerName('io.github.alice/weather')
 * if (name.ok) console.log(toNamespace(name.value)) // io.github.alice
 * ```
 */
export function parseServerName(text: string): Result<ServerName> {
  if (text.length > MAX_SERVER_NAME_LENGTH)
    return refuse(`A server name must have at most ${MAX_SERVER_NAME_LENGTH} characters; this one has ${text.length}.`)
  const [namespace = '', server, ...rest] = text.split('/')
  if (server === undefined) {
    const fault = text === '' ? 'is empty' : 'has no slash'
    return refuse(`A server name must be "namespace/name", such as "io.github.alice/weather"; this one ${fault}.`)
  }
  const errors: string[] = []
  if (rest.length > 0) errors.push('A server name must have exactly one slash; use dashes or dots in the name after it.')
  if (!NAMESPACE.test(namespace)) {
    errors.push(
      'The namespace before the slash must consist of letters, digits, dots and dashes, and start and end with a letter or digit.',
    )
  } else if (namespace.includes('..')) {
    errors.push('The namespace before the slash has two dots in a row.')
  }
  if (!SERVER.test(server)) {
    errors.push(
      'The name after the slash must consist of letters, digits, dots, dashes and underscores, and start and end with a letter or digit.',
    )
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: text as ServerName }
}

function refuse(error: string): Result<ServerName> {
  return { ok: false, errors: [error] }
}

/** Parses a name, or throws `rule-violated` with every reason. */
export function requireServerName(text: string): ServerName {
  const result = parseServerName(text)
  if (result.ok) return result.value
  throw new RegistryError('rule-violated', `${quote(text)} is not a server name. ${result.errors.join(' ')}`)
}

/** Folds the case of a name for comparison. Names are ASCII, so the result does not depend on the locale. */
export function foldServerName(name: string): string {
  return name.toLowerCase()
}

/** The part before the slash. */
export function toNamespace(name: ServerName): string {
  return name.slice(0, name.indexOf('/'))
}
