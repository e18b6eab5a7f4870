import type { ServerJson } from '@mcp-registry/contract'
import { listDeclaredInputs } from './declared-inputs.js'
import type { LaunchChoice, LaunchInput } from './launch.js'
import { findEntry } from './find-entry.js'

/**
 * The inputs to prompt for before a choice can be launched: every input without a fixed value, required or not, in the order of use.
 * `isRequired` is true only if there is also no default. Empty for a choice that does not exist.
 */
export function listLaunchInputs(server: ServerJson, choice: LaunchChoice): LaunchInput[] {
  const entry = findEntry(server, choice)
  if (entry === undefined) return []
  const inputs = new Map<string, LaunchInput>()
  for (const { id, input } of listDeclaredInputs(entry)) {
    const earlier = inputs.get(id)
    inputs.set(id, earlier === undefined ? input : merge(earlier, input))
  }
  return [...inputs.values()]
}

function merge(a: LaunchInput, b: LaunchInput): LaunchInput {
  return {
    ...b,
    ...a,
    isRequired: a.isRequired || b.isRequired,
    isSecret: a.isSecret || b.isSecret,
    isRepeated: a.isRepeated && b.isRepeated,
  }
}
