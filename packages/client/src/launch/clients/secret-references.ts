import type { ClientSecrets } from '@mcp-registry/contract'
import { openFieldReferences } from './field-references.js'
import { listReferences } from './list-references.js'
import { mentionedBy, nameVariables } from './name-variables.js'
import { openPromptReferences } from './prompt-references.js'
import { EXPANDED, NOTHING_ELSE, type ReferringEntry, type SecretReferences } from './referring-entry.js'

/** How a client refers to the secrets of an entry; in plain text if it cannot, or if that is unknown. */
export function openReferences(secrets: ClientSecrets | undefined, entry: ReferringEntry): SecretReferences {
  switch (secrets?.type) {
    case 'variable':
      return openVariableReferences(secrets, entry)
    case 'prompt':
      return openPromptReferences(secrets, entry)
    case 'fields':
      return openFieldReferences(secrets, entry)
    case 'none':
      return { ...NOTHING_ELSE, syntax: { toReference: () => undefined } }
    case undefined:
      // It may have references nevertheless, and no document may spell one.
      return { ...NOTHING_ELSE, syntax: { toReference: () => undefined, replaced: EXPANDED.unknown } }
  }
}

function openVariableReferences(
  { reference, expands }: Extract<ClientSecrets, { type: 'variable' }>,
  { name, launch, file, key }: ReferringEntry,
): SecretReferences {
  const variables = nameVariables(name, launch, mentionedBy(file.readEntries(key), name))
  const used = new Map<string, string>()
  return {
    ...NOTHING_ELSE,
    syntax: {
      toReference(secret) {
        const variable = variables.get(secret.id)
        if (variable === undefined) return undefined
        used.set(secret.id, variable)
        return reference.replace('{name}', () => variable)
      },
      replaced: EXPANDED[expands],
    },
    listVariables: () => listReferences(launch, used),
  }
}
