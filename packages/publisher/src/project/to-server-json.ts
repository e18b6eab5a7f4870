import { CURRENT_SCHEMA_DATE, type ServerJson, toSchemaUrl } from '@mcp-registry/contract'
import { field } from './field.js'
import type { Guess } from './guess.js'
import type { ServerDraft } from './server-draft.js'
import { toPackage } from './to-package.js'

/** Builds the document, and lists what is guessed in its packages. Keys are in the order that readers expect. */
export function toServerJson(draft: ServerDraft): { readonly server: ServerJson; readonly guesses: readonly Guess[] } {
  const { name, description, version, repositoryUrl, repositoryId, subfolder } = draft
  const source = repositoryUrl?.startsWith('https://gitlab.com/') ? 'gitlab' : 'github'
  const drafted = draft.packages.map((chosen) => toPackage(chosen, draft))
  const packages = drafted.map(({ entry }) => entry)
  const server = {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name,
    ...field('title', draft.title),
    description,
    ...(repositoryUrl && {
      repository: { url: repositoryUrl, source, ...field('id', repositoryId), ...field('subfolder', subfolder) },
    }),
    version,
    ...field('websiteUrl', draft.websiteUrl),
    ...(packages.length > 0 && { packages }),
    ...(draft.remoteUrl && { remotes: [{ type: 'streamable-http' as const, url: draft.remoteUrl }] }),
  }
  const guesses = drafted.flatMap(({ guesses: found }, index) =>
    found.map(({ field: name, text }) => ({ path: `packages[${index}].${name}`, text })),
  )
  return { server, guesses }
}
