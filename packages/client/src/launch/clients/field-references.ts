import { type ClientSecrets, isRecord } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import { getText } from '../with-references.js'
import { listReferences } from './list-references.js'
import { mentionedBy, nameVariables } from './name-variables.js'
import { NOTHING_ELSE, type ReferringEntry, type SecretReferences } from './referring-entry.js'
import type { Fields } from './settings-file.js'

interface Passed {
  readonly env: string[]
  readonly headers: Map<string, string>
  bearer: { readonly header: string; readonly variable: string } | undefined
}

/**
 * References in fields of their own, as Codex has them, which does not interpolate strings. A secret is an entire header, a bearer token, or
 * a variable that is forwarded under the same name, if that is the name of the entry's own variable: otherwise the document would choose
 * which variable of the user is forwarded.
 */
export function openFieldReferences(
  names: Extract<ClientSecrets, { type: 'fields' }>,
  { name, launch, file, key }: ReferringEntry,
): SecretReferences {
  const variables = nameVariables(name, launch, mentionedBy(file.readEntries(key), name))
  const passed: Passed = { env: [], headers: new Map(), bearer: undefined }
  const used = new Map<string, string>()
  return {
    ...NOTHING_ELSE,
    syntax: {
      toReference(secret, { path, whole }) {
        const variable = variables.get(secret.id)
        if (variable === undefined || !pass(passed, launch, path, whole, variable)) return undefined
        used.set(secret.id, variable)
        return ''
      },
    },
    complete(fields) {
      const { bearer, env, headers } = passed
      const dropped = [...env, ...headers.keys(), ...(bearer === undefined ? [] : [bearer.header])]
      return {
        ...withoutValues(fields, dropped),
        ...(env.length > 0 && { [names.environment]: env }),
        ...(bearer !== undefined && { [names.bearer]: bearer.variable }),
        ...(headers.size > 0 && { [names.header]: Object.fromEntries(headers) }),
      }
    },
    listVariables: () => listReferences(launch, used),
  }
}

/** Records that a secret is passed by reference, if that is possible at this location. */
function pass(passed: Passed, launch: Launch, path: readonly (string | number)[], whole: boolean, variable: string): boolean {
  const [field, name] = path
  if (typeof name !== 'string') return false
  if (field === 'env' && whole && name === variable) {
    passed.env.push(name)
    return true
  }
  if (field !== 'headers') return false
  if (whole) {
    passed.headers.set(name, variable)
    return true
  }
  const secret = launch.secrets.flatMap(({ spans }) => spans).find((span) => span.path[1] === name && span.path[0] === 'headers')
  const isBearer = name.toLowerCase() === 'authorization' && secret?.start === 'Bearer '.length
  const text = getText(launch, path)
  if (!isBearer || !text.startsWith('Bearer ') || secret.end !== text.length) return false
  passed.bearer = { header: name, variable }
  return true
}

/** The entry without these environment variables and headers, and without objects that are empty then. */
function withoutValues(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      if (!isRecord(value)) return [[field, value] as const]
      const kept = Object.entries(value).filter(([name]) => !names.includes(name))
      return kept.length === 0 ? [] : [[field, Object.fromEntries(kept)] as const]
    }),
  )
}
