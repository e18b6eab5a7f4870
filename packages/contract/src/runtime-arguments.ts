import { toImageRepository } from './image-reference.js'

/** Arguments that the runner of each package type always gets, so that copies of them in a document are dropped. Source: docs/launch.md. */
export const OWN_RUNTIME_ARGUMENTS = {
  npm: ['-y', '--yes'],
  pypi: [],
  oci: ['run', '-i', '--interactive', '--rm', '-it'],
  nuget: ['--yes', '-y'],
  cargo: ['install'],
  go: ['run'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A package type that a runner runs by name; bundles (`mcpb`) are downloaded instead. */
export type RunnableType = keyof typeof OWN_RUNTIME_ARGUMENTS

/** Whether a runner runs packages of this type by name. */
export function isRunnableType(type: string): type is RunnableType {
  return Object.hasOwn(OWN_RUNTIME_ARGUMENTS, type)
}

/** Options that name the package, after which a positional argument is the command to run from it. */
const SOURCES: Readonly<Partial<Record<RunnableType, readonly string[]>>> = {
  npm: ['-p', '--package'],
  pypi: ['--from', '--spec'],
}

/** The index of the option that names the package, alone (`--from`) or with its value (`--package=…`); undefined if there is none. */
export function findPackageSource(type: RunnableType, words: readonly string[]): number | undefined {
  const index = words.findIndex((word) => SOURCES[type]?.some((option) => word === option || word.startsWith(`${option}=`)))
  return index === -1 ? undefined : index
}

/**
 * Whether the runtime arguments already include the package: with any version or extras, alone or as the value of an option such as `--from`;
 * an image with any tag; of a Go module also a program in it.
 */
export function namesPackage(type: RunnableType, identifier: string, words: readonly string[]): boolean {
  if (type === 'oci') return words.some((word) => toImageRepository(word) === toImageRepository(identifier))
  if (type === 'go') return words.some((word) => `${word.split('@', 1)[0]}/`.startsWith(`${identifier}/`))
  const bare = withoutExtras(identifier)
  return words.some((word) => {
    const value = word.startsWith('--') ? word.slice(word.indexOf('=') + 1) : word
    return value === bare || ['@', '==', '['].some((separator) => value.startsWith(bare + separator))
  })
}

/** The name of a Python package without extras, as in `mcp-server[cli]`; any other identifier is returned unchanged. */
export function withoutExtras(identifier: string): string {
  const bracket = identifier.indexOf('[')
  return bracket !== -1 && identifier.endsWith(']') ? identifier.slice(0, bracket) : identifier
}

/**
 * The index of the runtime argument that a runner takes for the package, because it is positional and precedes the package, as `mcp` does in
 * `npx -y mcp example-tools`. Undefined if there is none, or if the runtime arguments name the package themselves. An argument after an
 * option may be its value, and is not reported.
 */
export function findStrayArgument(type: RunnableType, identifier: string, words: readonly string[]): number | undefined {
  if (namesPackage(type, identifier, words) || findPackageSource(type, words) !== undefined) return undefined
  const own: readonly string[] = OWN_RUNTIME_ARGUMENTS[type]
  const isOption = (word: string) => word.startsWith('-') && !word.includes('=')
  const index = words.findIndex((word, position) => {
    const previous = words[position - 1] ?? ''
    if (word === '' || word.startsWith('-') || own.includes(word)) return false
    return !isOption(previous) || own.includes(previous)
  })
  return index === -1 ? undefined : index
}
