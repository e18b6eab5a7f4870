import type { ClientSecrets } from '@mcp-registry/contract'
import type { LaunchSecret } from '../launch.js'
import { findFree } from './name-variables.js'
import { EXPANDED, NOTHING_ELSE, type ReferringEntry, type SecretReferences } from './referring-entry.js'
import type { SettingsFile } from './settings-file.js'

/**
 * References to answers of the user, as VS Code has them: the client prompts for each once and stores it securely. All servers share the
 * list of questions.
 */
export function openPromptReferences(
  { reference, expands, list }: Extract<ClientSecrets, { type: 'prompt' }>,
  { name, file: before, key }: ReferringEntry,
): SecretReferences {
  const listIds = (file: SettingsFile, isIncluded?: (other: string) => boolean) => listInputIds(file, key, reference, isIncluded)
  const others = listIds(before, (other) => other !== name)
  const ids = new Set<string>()
  const inputs = new Map<string, ReturnType<typeof toInput>>()
  return {
    ...NOTHING_ELSE,
    syntax: {
      toReference(secret) {
        const input = inputs.get(secret.id) ?? toInput(name, secret, (id) => others.has(id) || ids.has(id))
        ids.add(input.id)
        inputs.set(secret.id, input)
        return reference.replace('{name}', () => input.id)
      },
      replaced: EXPANDED[expands],
    },
    listQuestions: () => [...inputs.values()],
    settle(after) {
      let file: ReturnType<SettingsFile['setListed']> = { ok: true, value: after }
      for (const input of inputs.values()) if (file.ok) file = file.value.setListed(list, input)
      if (!file.ok) return file
      const used = listIds(file.value)
      const unused = [...listIds(before)].filter((id) => id.startsWith(`${name}-`) && !used.has(id))
      return { ok: true, value: file.value.removeListed(list, new Set(unused)) }
    },
  }
}

/** The inputs that are named after an entry, and to which only it refers. */
export function listOwnInputIds(
  file: SettingsFile,
  key: readonly string[],
  reference: string,
  name: string,
): ReadonlySet<string> {
  const others = listInputIds(file, key, reference, (other) => other !== name)
  const own = listInputIds(file, key, reference, (other) => other === name)
  return new Set([...own].filter((id) => id.startsWith(`${name}-`) && !others.has(id)))
}

// The inputs of all servers share one list, so the ID includes the server.
function toInput(name: string, { id, description }: LaunchSecret, isTaken: (id: string) => boolean) {
  const own = findFree(`${name}-${id.replace(/[^\w.-]+/g, '_')}`, isTaken)
  return { type: 'promptString', id: own, description: description ?? id, password: true }
}

/** The inputs to which the entries with these names refer. */
function listInputIds(
  file: SettingsFile,
  key: readonly string[],
  reference: string,
  isIncluded: (name: string) => boolean = () => true,
): ReadonlySet<string> {
  const [start = '', end = ''] = reference.split('{name}')
  const entries = [...file.readEntries(key)].filter(([name]) => isIncluded(name))
  const [, ...rest] = JSON.stringify(entries.map(([, entry]) => entry)).split(start)
  return new Set(rest.map((text) => text.slice(0, Math.max(0, text.indexOf(end)))))
}
