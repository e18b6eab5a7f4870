import { findStandInFault, isRecord, type ServerJson } from '@mcp-registry/contract'
import type { InputFormat, LaunchChoice } from './launch.js'
import { listPlaceholders } from './text.js'

/** An input of the document. An empty string counts as missing. */
export interface InputDefinition {
  readonly name: string
  readonly isRequired: boolean | undefined
  readonly isSecret: boolean
  readonly format: InputFormat
  readonly value: string | undefined
  readonly default: string | undefined
  readonly description: string | undefined
  readonly placeholder: string | undefined
  readonly choices: readonly string[] | undefined
}

/** An argument, environment variable or header. */
export interface Slot extends InputDefinition {
  readonly kind: 'named' | 'positional' | 'environment' | 'header'
  readonly isRepeated: boolean
  /** A named argument that is always present and takes no value. */
  readonly isFlag: boolean
  readonly variables: ReadonlyMap<string, InputDefinition>
}

export interface PackageEntry {
  readonly kind: 'package'
  readonly registryType: string
  readonly identifier: string
  readonly version: string | undefined
  readonly registryBaseUrl: string | undefined
  readonly fileSha256: string | undefined
  readonly runtimeHint: string | undefined
  readonly transport: Endpoint
  readonly runtimeArguments: readonly Slot[]
  readonly packageArguments: readonly Slot[]
  readonly environmentVariables: readonly Slot[]
}

export interface Endpoint {
  readonly type: string
  readonly url: string
  readonly headers: readonly Slot[]
}

export interface RemoteEntry extends Endpoint {
  readonly kind: 'remote'
  readonly variables: ReadonlyMap<string, InputDefinition>
}

export type Entry = PackageEntry | RemoteEntry

/**
 * Reads a package or remote as leniently as possible: registries serve documents that violate their schema, and launching them must yield a
 * launch or a reason, never an exception.
 */
export function readEntry(server: ServerJson, choice: LaunchChoice): Entry | undefined {
  const list = toList(choice.kind === 'package' ? server.packages : server.remotes)
  const entry = list[choice.index]
  if (!isRecord(entry)) return undefined
  return choice.kind === 'package' ? readPackage(entry) : readRemote(entry)
}

type Fields = Readonly<Record<string, unknown>>

function readRemote(fields: Fields): RemoteEntry {
  return { kind: 'remote', ...readEndpoint(fields), variables: readVariables(fields['variables'], undefined) }
}

function readPackage(fields: Fields): PackageEntry {
  const transport = readEndpoint(isRecord(fields['transport']) ? fields['transport'] : { type: 'stdio' })
  const inUrl = new Set([...transport.url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]))
  // The URL of the server requires every slot that it references, even if the document marks it as optional.
  const demand = (slot: Slot): Slot => (listNames(slot).some((name) => inUrl.has(name)) ? { ...slot, isRequired: true } : slot)
  return {
    kind: 'package',
    registryType: toText(fields['registryType']) ?? '',
    identifier: toText(fields['identifier']) ?? '',
    version: toText(fields['version']),
    registryBaseUrl: toText(fields['registryBaseUrl']),
    fileSha256: toText(fields['fileSha256']),
    runtimeHint: toText(fields['runtimeHint']),
    transport,
    runtimeArguments: readArguments(fields['runtimeArguments'], true).map(demand),
    packageArguments: readArguments(fields['packageArguments'], false).map(demand),
    environmentVariables: readPairs(fields['environmentVariables'], 'environment').map(demand),
  }
}

/** The names by which a URL may refer to an argument or variable: as is, and without leading dashes. */
export function listNames(slot: Slot): string[] {
  return [slot.name, slot.name.replace(/^-+/, '')]
}

function readEndpoint(fields: Fields): Endpoint {
  return {
    type: toText(fields['type']) ?? '',
    url: toText(fields['url']) ?? '',
    headers: readPairs(fields['headers'], 'header'),
  }
}

function readPairs(value: unknown, kind: 'environment' | 'header'): Slot[] {
  // Some registries serve variables without a name, which are unusable.
  return toList(value).flatMap((fields) => {
    const name = isRecord(fields) ? toText(fields['name']) : undefined
    return isRecord(fields) && name !== undefined ? [readSlot(fields, kind, name)] : []
  })
}

function readArguments(value: unknown, isRuntime: boolean): Slot[] {
  const list = toList(value).filter(isRecord)
  return list.map((fields, index) => {
    const name = toText(fields['name'])
    const isNamed = fields['type'] === 'named' || (fields['type'] !== 'positional' && name !== undefined)
    if (!isNamed) return readSlot(fields, 'positional', toText(fields['valueHint']) ?? `argument-${index + 1}`)
    const slot = readSlot(fields, 'named', name ?? '')
    // Publishers list a runner's command line as typed: `-e`, followed by its value as a positional argument.
    const next = list[index + 1]
    const takesNext = isRuntime && next !== undefined && toText(next['name']) === undefined && toText(next['value']) !== undefined
    const says = Object.keys(fields).filter((key) => !(key === 'description' && takesNext))
    return { ...slot, isFlag: says.every((key) => key === 'type' || key === 'name' || (key === 'isRepeated' && takesNext)) }
  })
}

function readSlot(fields: Fields, kind: Slot['kind'], name: string): Slot {
  return {
    ...readInput(fields, name),
    kind,
    isRepeated: fields['isRepeated'] === true,
    isFlag: false,
    variables: readVariables(fields['variables'], fields),
  }
}

function readVariables(value: unknown, owner: Fields | undefined): ReadonlyMap<string, InputDefinition> {
  if (!isRecord(value)) return new Map()
  return new Map(
    Object.entries(value)
      .filter((entry): entry is [string, Fields] => isRecord(entry[1]))
      .map(([name, fields]) => {
        const input = readInput(fields, name)
        return [name, { ...input, isSecret: input.isSecret || owner?.['isSecret'] === true }]
      }),
  )
}

const FORMATS: readonly InputFormat[] = ['string', 'number', 'boolean', 'filepath']

function readInput(fields: Fields, name: string): InputDefinition {
  const choices = toList(fields['choices']).flatMap((choice) => toText(choice) ?? [])
  const value = toText(fields['value'])
  const isStandIn = value !== undefined && isReplaceable(value, fields['variables'])
  return {
    name,
    isRequired: typeof fields['isRequired'] === 'boolean' ? fields['isRequired'] : undefined,
    isSecret: fields['isSecret'] === true,
    format: FORMATS.find((format) => format === fields['format']) ?? 'string',
    value: isStandIn ? undefined : value,
    default: isStandIn ? value : toText(fields['default']),
    description: toText(fields['description']),
    placeholder: toText(fields['placeholder']),
    choices: choices.length > 0 ? choices : undefined,
  }
}

/**
 * Whether a fixed value cannot be meant literally, so that it is a default instead, which an answer replaces. A template stays one; `${name}`
 * is one if the name is declared.
 */
function isReplaceable(value: string, variables: unknown): boolean {
  const isDeclared = (name: string) => isRecord(variables) && Object.hasOwn(variables, name)
  const isTemplate = listPlaceholders(value).some(isDeclared) || /\{[^{}]+\}/.test(value.replaceAll(/\$\{[^{}]*\}/g, ''))
  return !isTemplate && findStandInFault(value) !== undefined
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
