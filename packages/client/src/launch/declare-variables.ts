import { listPlaceholders } from '@mcp-registry/contract'
import { type Entry, type InputDefinition, listNames, type Slot } from './read-entry.js'

/**
 * Adds to each input of an entry the variables that its value names without declaring them: the variable or the input of that name elsewhere
 * in the entry, or else a new one, which is required and secret if the input is. Source: docs/launch.md.
 */
export function declareVariables(entry: Entry): Entry {
  if (entry.kind === 'remote') {
    const declare = openDeclarations(entry.headers, entry.variables)
    return { ...entry, headers: entry.headers.map(declare) }
  }
  const { runtimeArguments, environmentVariables, packageArguments, transport } = entry
  const slots = [...runtimeArguments, ...environmentVariables, ...packageArguments, ...transport.headers]
  const declare = openDeclarations(slots, new Map())
  return {
    ...entry,
    runtimeArguments: runtimeArguments.map(declare),
    environmentVariables: environmentVariables.map(declare),
    packageArguments: packageArguments.map(declare),
    transport: { ...transport, headers: transport.headers.map(declare) },
  }
}

function openDeclarations(slots: readonly Slot[], shared: ReadonlyMap<string, InputDefinition>): (slot: Slot) => Slot {
  const declared = new Map(shared)
  const add = (name: string, definition: InputDefinition) => void (declared.has(name) || declared.set(name, definition))
  for (const slot of slots) for (const [name, variable] of slot.variables) add(name, variable)
  for (const slot of slots) if (isInput(slot)) for (const name of listNames(slot)) add(name, slot)
  return (slot) => {
    const added = listUndeclared(slot).map((name) => [name, toVariable(slot, name, declared.get(name))] as const)
    return added.length === 0 ? slot : { ...slot, variables: new Map([...slot.variables, ...added]) }
  }
}

function listUndeclared(slot: Slot): string[] {
  // ${NAME} is the syntax of shells, not of the format.
  const value = slot.value?.replaceAll(/\$\{[^{}]*\}/g, '') ?? ''
  return listPlaceholders(value).filter((name) => !slot.variables.has(name))
}

/** Whether a slot has a value of its own, which does not depend on others. */
function isInput({ isFlag, value }: Slot): boolean {
  return !isFlag && listPlaceholders(value ?? '').length === 0
}

function toVariable(slot: Slot, name: string, declared: InputDefinition | undefined): InputDefinition {
  const { isRequired, description } = slot
  const definition = declared ?? {
    name,
    isRequired,
    isSecret: false,
    format: 'string',
    value: undefined,
    default: undefined,
    description,
    placeholder: undefined,
    choices: undefined,
  }
  return { ...definition, isSecret: definition.isSecret || slot.isSecret }
}
