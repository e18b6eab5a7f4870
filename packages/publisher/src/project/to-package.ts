import type { PackageType, ServerJson } from '@mcp-registry/contract'
import { chooseImage } from './choose-image.js'
import type { ChosenPackage } from './choose-program.js'
import { field } from './field.js'
import type { ServerDraft } from './server-draft.js'

type Package = NonNullable<ServerJson['packages']>[number]

/** A package of the document, and what to check in it, by field. */
export interface DraftedPackage {
  readonly entry: Package
  readonly guesses: readonly { readonly field: string; readonly text: string }[]
}

export function toPackage(chosen: ChosenPackage, draft: ServerDraft): DraftedPackage {
  const { package: found } = chosen
  const { registryType, registryBaseUrl, fileSha256 } = found
  const named = TO_IDENTIFIER[registryType]?.(chosen, draft) ?? { identifier: found.identifier }
  const version = toVersion(chosen, draft)
  const guesses = [
    ...(named.guess === undefined ? [] : [{ field: 'identifier', text: named.guess }]),
    ...listProgramGuess(chosen),
    ...(found.port === undefined
      ? []
      : [
          {
            field: 'transport.type',
            text: `${chosen.source} exposes port ${found.port}: check that the server uses standard input and output, not HTTP`,
          },
        ]),
  ]
  const entry = {
    registryType,
    ...field('registryBaseUrl', registryBaseUrl),
    identifier: named.identifier,
    ...field('version', version),
    ...field('fileSha256', fileSha256),
    transport: { type: 'stdio' as const },
    ...field('runtimeArguments', toRuntimeArguments(chosen, version)),
  }
  return { entry, guesses }
}

function toVersion({ package: { registryType, version: own } }: ChosenPackage, draft: ServerDraft): string | undefined {
  // The tag of an image and the URL of a bundle already include the version.
  if (registryType === 'oci' || registryType === 'mcpb') return undefined
  const version = own ?? draft.version
  return registryType === 'go' && !version.startsWith('v') ? `v${version}` : version
}

function listProgramGuess({ source, program, isProgramGuess, package: found }: ChosenPackage): DraftedPackage['guesses'] {
  if (isProgramGuess !== true || program === undefined) return []
  const others = found.programs?.names.filter((name) => name !== program).join(', ')
  const isOption = found.registryType in RUNTIME_OPTIONS && found.programs?.own !== program
  const where = isOption ? 'runtimeArguments' : 'identifier'
  return [{ field: where, text: `starts the program ${program}; ${source} also has ${others}: choose with --program` }]
}

/** What makes a runner start a program that is not called like the package. */
function toRuntimeArguments(
  { program, package: found }: ChosenPackage,
  version: string | undefined,
): Package['runtimeArguments'] {
  const option = RUNTIME_OPTIONS[found.registryType]
  if (option === undefined || program === undefined || program === found.programs?.own) return undefined
  const { name, separator } = option
  const value = version === undefined ? found.identifier : `${found.identifier}${separator}${version}`
  return [
    { type: 'named', name, value },
    { type: 'positional', value: program },
  ]
}

/** The options of npx and uvx that name the package, so that the next argument is a program. */
const RUNTIME_OPTIONS: Partial<Record<PackageType, { readonly name: string; readonly separator: string }>> = {
  npm: { name: '--package', separator: '@' },
  pypi: { name: '--from', separator: '==' },
}

type ToIdentifier = (chosen: ChosenPackage, draft: ServerDraft) => { readonly identifier: string; readonly guess?: string }

const TO_IDENTIFIER: Partial<Record<PackageType, ToIdentifier>> = {
  oci: ({ package: { identifier, images = [] } }, { name, version, repositoryUrl, tagPrefix }) => {
    if (identifier !== '') return { identifier }
    const image = chooseImage(images, repositoryUrl, name)
    const own = image?.name ?? guessImage(name, repositoryUrl)
    const prefix = image?.tagForm === 'ref' ? (tagPrefix ?? '') : (image?.tagForm ?? '')
    const origin = image === undefined ? 'no file of the project names it' : `named in ${image.source}`
    const isComplete = image?.tagForm !== undefined
    return {
      identifier: `${own}:${prefix}${version}`,
      guess: `${origin}: check that the image is called so${isComplete ? '' : ', and its tags too'}`,
    }
  },
  mcpb: ({ package: { identifier } }, { version, repositoryUrl, tagPrefix }) => ({
    identifier: `${repositoryUrl ?? 'https://github.com/OWNER/REPOSITORY'}/releases/download/${tagPrefix ?? 'v'}${version}/${identifier}`,
    guess: 'check that the release has this tag and this file',
  }),
  go: ({ program, package: { identifier } }) => ({
    identifier: program === undefined || program === '.' ? identifier : `${identifier}/${program}`,
  }),
}

// GitHub repositories usually push their images to ghcr.io. Image names are lower case.
function guessImage(name: string, repositoryUrl: string | undefined): string {
  const host = 'https://github.com/'
  const path = repositoryUrl?.startsWith(host) ? repositoryUrl.slice(host.length).toLowerCase() : undefined
  return path === undefined ? `docker.io/OWNER/${(name.split('/').at(-1) ?? '').toLowerCase()}` : `ghcr.io/${path}`
}
