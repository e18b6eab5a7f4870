import {
  CURRENT_SCHEMA_DATE,
  MAX_DESCRIPTION_LENGTH,
  type PackageType,
  type ServerJson,
  toSchemaUrl,
} from '@mcp-registry/contract'
import { field } from './field.js'
import type { PackageFacts, ProjectFacts } from './project-facts.js'

/** The values for a server.json: found in the project, given as options, or entered at a prompt. */
export interface ServerDraft {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly version: string
  readonly repositoryUrl?: string
  /** The ID of the repository at its host. */
  readonly repositoryId?: string
  readonly subfolder?: string
  readonly websiteUrl?: string
  readonly packages: readonly PackageFacts[]
  readonly remoteUrl?: string
}

/** The value of a fact in the first file that has it. */
export function findFact<K extends keyof ProjectFacts>(facts: readonly ProjectFacts[], key: K): ProjectFacts[K] | undefined {
  return facts.find((found) => found[key] !== undefined)?.[key]
}

/** A server name derived from the repository owner and the short name; `undefined` if the owner is unknown. */
export function guessServerName(facts: readonly ProjectFacts[]): string | undefined {
  const owner = /^https:\/\/github\.com\/([^/]+)\//.exec(findFact(facts, 'repositoryUrl') ?? '')?.[1]
  const shortName = toNamePart(findFact(facts, 'shortName') ?? '')
  return owner && shortName ? `io.github.${owner}/${shortName}` : undefined
}

/** Converts a text to a valid second half of a server name. */
export function toNamePart(text: string): string {
  return /[a-zA-Z0-9](?:.*[a-zA-Z0-9])?/.exec(text.replaceAll(/[^a-zA-Z0-9._-]+/g, '-'))?.[0] ?? ''
}

/** Truncates a long description between words, with an ellipsis. */
export function shorten(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim())
  if (characters.length <= MAX_DESCRIPTION_LENGTH) return characters.join('')
  const cut = characters.slice(0, MAX_DESCRIPTION_LENGTH - 1).join('')
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 60)).trimEnd()}…`
}

/** Builds the document. Keys are in the order that readers expect. */
export function toServerJson(draft: ServerDraft): ServerJson {
  const { name, description, version, repositoryUrl, repositoryId, subfolder } = draft
  const source = repositoryUrl?.startsWith('https://gitlab.com/') ? 'gitlab' : 'github'
  const packages = draft.packages.map((found) => toPackage(found, draft))
  return {
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
}

function toPackage(found: PackageFacts, draft: ServerDraft): NonNullable<ServerJson['packages']>[number] {
  const { registryType, registryBaseUrl, fileSha256 } = found
  const transport = { type: 'stdio' as const }
  // The tag of an image and the URL of a bundle already include the version.
  const version = registryType === 'oci' || registryType === 'mcpb' ? undefined : (found.version ?? draft.version)
  const identifier = TO_IDENTIFIER[registryType]?.(found, draft) ?? found.identifier
  const goVersion = registryType === 'go' && version !== undefined && !version.startsWith('v') ? `v${version}` : version
  return {
    registryType,
    ...field('registryBaseUrl', registryBaseUrl),
    identifier,
    ...field('version', goVersion),
    ...field('fileSha256', fileSha256),
    transport,
  }
}

const TO_IDENTIFIER: Partial<Record<PackageType, (found: PackageFacts, draft: ServerDraft) => string>> = {
  oci: ({ identifier }, { name, version, repositoryUrl }) => {
    if (identifier !== '') return identifier
    const path = repositoryUrl?.startsWith('https://github.com/') ? repositoryUrl.slice('https://github.com/'.length) : undefined
    // Image names are lower case. GitHub repositories usually push their images to ghcr.io.
    const image = path === undefined ? `docker.io/OWNER/${name.split('/').at(-1)}` : `ghcr.io/${path}`
    return `${path === undefined ? image : image.toLowerCase()}:${version}`
  },
  mcpb: ({ identifier }, { version, repositoryUrl }) =>
    `${repositoryUrl ?? 'https://github.com/OWNER/REPOSITORY'}/releases/download/v${version}/${identifier}`,
}
