import type { Launch } from '../launch.js'
import { isWellKnownSecret } from './well-known-secrets.js'

/**
 * The environment variable that holds each secret of an entry, by the ID of its input: the name of the entry, then that of the input, such
 * as `BANK_AUTHORIZATION`. A document must not choose which variables of the user are read, so the name is never that of a well-known
 * secret, nor one that another entry of the file (`isTaken`) refers to.
 */
export function nameVariables(
  entryName: string,
  { secrets }: Launch,
  isTaken: (variable: string) => boolean,
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const used = new Set<string>()
  for (const { id } of secrets) {
    const variable = findFree(
      toName(toWords(entryName, 'SERVER'), toWords(id, 'SECRET')),
      (name) => used.has(name) || isTaken(name),
    )
    used.add(variable)
    variables.set(id, variable)
  }
  return variables
}

/** Whether an entry of a file other than the named one contains a word. */
export function mentionedBy(entries: ReadonlyMap<string, unknown>, except: string): (word: string) => boolean {
  const others = [...entries].filter(([name]) => name !== except).map(([, entry]) => entry)
  const words = new Set(JSON.stringify(others).match(/\w+/g))
  return (word) => words.has(word)
}

/** The first of `NAME`, `NAME_2`, `NAME_3` … that is free. */
export function findFree(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`
    if (!isTaken(candidate)) return candidate
  }
}

function toName(entry: string, input: string): string {
  const name = input.startsWith(`${entry}_`) ? input : `${entry}_${input}`
  return /^\d/.test(name) || isWellKnownSecret(name) ? `MCP_SERVER_${name}` : name
}

function toWords(text: string, otherwise: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return words.length > 0 ? words.join('_').toUpperCase() : otherwise
}
