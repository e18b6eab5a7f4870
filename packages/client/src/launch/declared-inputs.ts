import { isRunnableType, OWN_RUNTIME_ARGUMENTS } from '@mcp-registry/contract'
import type { LaunchInput } from './launch.js'
import type { Entry, InputDefinition, PackageEntry, Slot } from './read-entry.js'
import { listPlaceholders } from './text.js'

/** An input of an entry, with an ID that is unique in the entry. */
export interface DeclaredInput {
  readonly id: string
  readonly definition: InputDefinition
  readonly input: LaunchInput
}

/**
 * Every input of an entry for which the user may provide a value, in the order of use. Inputs with the same name share an ID, whatever
 * their descriptions, unless their defaults, choices or formats differ: then the ID of the later input is prefixed with the name of its
 * argument or variable.
 */
export function listDeclaredInputs(entry: Entry): DeclaredInput[] {
  const declared: DeclaredInput[] = []
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  const add = (definition: InputDefinition, target: LaunchInput['target'], owner: Slot | undefined, isRequired: boolean) => {
    if (definition.value !== undefined) return
    const question = toQuestion(definition)
    const id = ids.get(question) ?? toUniqueId(definition, owner, taken)
    ids.set(question, id)
    taken.add(id)
    const input = toLaunchInput(id, definition, target, owner, isRequired)
    declared.push({ id, definition, input })
  }
  for (const slot of listSlots(entry)) {
    const target = slot.kind === 'named' || slot.kind === 'positional' ? 'argument' : slot.kind
    if (slot.isFlag) continue
    if (slot.value === undefined) add(slot, target, slot, slot.isRequired === true)
    else for (const [, variable] of listUsedVariables(slot)) add(variable, target, slot, needsVariable(slot, variable))
  }
  if (entry.kind === 'remote') {
    for (const name of listPlaceholders(entry.url)) {
      const variable = entry.variables.get(name)
      // A URL with an unresolved placeholder is invalid.
      if (variable !== undefined) add(variable, 'url', undefined, true)
    }
  }
  return declared
}

/** Whether a slot requires a variable. An explicitly optional slot is omitted instead. */
export function needsVariable(slot: Slot, variable: InputDefinition): boolean {
  return slot.isRequired === true || (slot.isRequired === undefined && variable.isRequired === true)
}

/** The placeholders in the value of a slot, each with the variable that it references. */
export function listUsedVariables(slot: Slot): (readonly [placeholder: string, variable: InputDefinition])[] {
  return listPlaceholders(slot.value ?? '').flatMap((name) => {
    const variable = slot.variables.get(name)
    return variable === undefined ? [] : [[name, variable] as const]
  })
}

/** The runtime arguments without those that the rules of the package type always add. */
export function listRuntimeArguments(entry: PackageEntry): readonly Slot[] {
  const own: readonly string[] = isRunnableType(entry.registryType) ? OWN_RUNTIME_ARGUMENTS[entry.registryType] : []
  return entry.runtimeArguments.filter((slot) => !own.includes(slot.kind === 'named' ? slot.name : (slot.value ?? '')))
}

function listSlots(entry: Entry): readonly Slot[] {
  if (entry.kind === 'remote') return entry.headers
  return [...listRuntimeArguments(entry), ...entry.environmentVariables, ...entry.packageArguments, ...entry.transport.headers]
}

/** What an input asks for; descriptions only differ in wording. */
function toQuestion({ name, format, default: fallback, choices }: InputDefinition): string {
  return JSON.stringify([name, format, fallback, choices])
}

function toUniqueId(definition: InputDefinition, owner: Slot | undefined, taken: ReadonlySet<string>): string {
  const names = [
    definition.name,
    ...(owner === undefined || owner.name === definition.name ? [] : [`${owner.name}.${definition.name}`]),
  ]
  const free = names.find((name) => !taken.has(name))
  if (free !== undefined) return free
  for (let count = 2; ; count++) if (!taken.has(`${definition.name}#${count}`)) return `${definition.name}#${count}`
}

function toLaunchInput(
  id: string,
  definition: InputDefinition,
  target: LaunchInput['target'],
  owner: Slot | undefined,
  isRequired: boolean,
): LaunchInput {
  const { description, default: fallback, choices, placeholder } = definition
  return {
    id,
    target,
    name: owner?.name ?? definition.name,
    isRequired: isRequired && fallback === undefined,
    isSecret: definition.isSecret,
    isRepeated: owner?.isRepeated === true,
    format: definition.format,
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(choices !== undefined && { choices }),
    ...(placeholder !== undefined && { placeholder }),
  }
}
