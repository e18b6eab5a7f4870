import { toShellWord } from '../command-line/quote-for-shell.js'
import { METHODS } from './obtain-token.js'
import type { StoredLogin } from './token-store.js'

/** How to log in: the parts of a login that are repeated on the command line. */
type LoginParts = Partial<Omit<StoredLogin, 'token' | 'registry'>>

/** The command that logs in to a registry. It names the registry, since another one may be the default. */
export function toLoginCommandLine(registry: string, parts: LoginParts = {}): string {
  const { method = '', signingProvider, domain, resource, vault, key, privateKeyFile, audience } = parts
  const options = { domain, resource, vault, key, 'private-key-file': privateKeyFile, audience, registry }
  const given = Object.entries(options).flatMap(([name, value]) => (value ? [`--${name} ${toShellWord(value)}`] : []))
  const words = [
    'mcp-publisher login',
    method || `<${METHODS.join('|')}>`,
    ...(signingProvider ? [signingProvider] : []),
    ...given,
  ]
  return words.join(' ')
}
