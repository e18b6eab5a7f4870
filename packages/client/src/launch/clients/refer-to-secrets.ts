import type { Result } from '@mcp-registry/contract'
import type { Launch, LaunchSecret, SecretSpan } from '../launch.js'
import { withReferences } from '../with-references.js'

/** How a client refers to secrets and other variables in the strings of its file. */
export interface ReferenceSyntax {
  /** The reference to a secret at a location; undefined if the client does not support one there. */
  readonly toReference: (
    secret: LaunchSecret,
    place: { readonly path: SecretSpan['path']; readonly whole: boolean },
  ) => string | undefined
  /** The syntax that the client interpolates. A document is rejected if it contains such text, which would read variables of the user. */
  readonly replaced?: RegExp
}

/** Where an entry is written: into a file of the user, or into a link or command, which is stored and passed on in clear. */
export type EntryPlace = 'file' | 'link' | 'command'

export interface Referred {
  readonly launch: Launch
  readonly warnings: readonly string[]
}

/** Replaces every secret by a reference, and warns about those that remain in plain text; only a file may have any. */
export function referToSecrets(launch: Launch, title: string, syntax: ReferenceSyntax, place: EntryPlace): Result<Referred> {
  const errors: string[] = []
  for (const text of listTexts(withReferences(launch, () => ''))) {
    if (syntax.replaced?.test(text) === true) {
      errors.push(`${JSON.stringify(text)} contains what ${title} may replace by a variable of this machine; it is not written.`)
    }
  }
  const inClear = new Set<LaunchSecret>()
  const referred = withReferences(launch, (secret, at) => {
    // Commands that run outside the client are not written to its file.
    if (at.path[0] === 'start' || at.path[0] === 'install') return undefined
    const reference = syntax.toReference(secret, at)
    if (reference === undefined) inClear.add(secret)
    return reference
  })
  for (const secret of inClear) {
    if (place !== 'file')
      errors.push(
        `${JSON.stringify(secret.id)} is a secret, to which a ${place} of ${title} cannot refer. Enter it in the configuration of the client instead.`,
      )
    else if (!secret.isGiven)
      errors.push(
        `${JSON.stringify(secret.id)} is needed: ${title} cannot refer to a variable there, so its value has to be given, and is in the file.`,
      )
  }
  if (errors.length > 0) return { ok: false, errors }
  const warnings = [...inClear].map(
    (secret) => `${title} cannot refer to "${secret.id}" there: the secret is in the file in plain text.`,
  )
  return { ok: true, value: { launch: referred, warnings } }
}

function listTexts(launch: Launch): string[] {
  if (launch.kind === 'http') return [launch.url, ...Object.entries(launch.headers).flat()]
  return [...(launch.kind === 'stdio' ? [launch.command] : []), ...launch.args, ...Object.entries(launch.env).flat()]
}
