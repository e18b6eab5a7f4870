import { type LaunchOption, listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
import { isRecord, listPlaceholders, type ServerJson } from '@mcp-registry/contract'
import { toSampleInputs } from './to-sample-inputs.js'

/** Counts the placeholders that the values of a package or remote have without variables, and those that no input replaces. */
export function openUndeclaredCounts() {
  const rows = new Map<string, { placeholders: number; servers: Set<string>; versions: Set<string>; left: number }>()
  return {
    add(server: ServerJson, choice: LaunchOption): void {
      const entry: unknown = (choice.kind === 'package' ? server.packages : server.remotes)?.[choice.index]
      const undeclared = [...listUndeclared(entry)]
      if (undeclared.length === 0) return
      const row = rows.get(choice.type) ?? { placeholders: 0, servers: new Set(), versions: new Set(), left: 0 }
      rows.set(choice.type, row)
      row.placeholders += undeclared.length
      row.servers.add(server.name)
      row.versions.add(`${server.name} ${server.version}`)
      const launch = resolveLaunch(server, choice, toSampleInputs(listLaunchInputs(server, choice)))
      const shown = launch.ok ? { ...launch.value, secrets: [], warnings: [], standIns: [] } : {}
      const left = launch.ok ? undeclared.filter((name) => JSON.stringify(shown).includes(`{${name}}`)) : []
      row.left += left.length
      for (const name of left) console.log(`${server.name} ${server.version}: {${name}} is left in its ${choice.type}`)
    },
    /** The number of placeholders that no input replaces. */
    countLeft: () => [...rows.values()].reduce((sum, { left }) => sum + left, 0),
    print(): void {
      const shown = [...rows].map(([type, { placeholders, servers, versions, left }]) => {
        return [type, { servers: servers.size, versions: versions.size, placeholders, 'left in place': left }] as const
      })
      console.table(Object.fromEntries(shown))
    },
  }
}

function* listUndeclared(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* listUndeclared(item)
  if (!isRecord(value)) return
  const variables = isRecord(value['variables']) ? value['variables'] : {}
  const text = typeof value['value'] === 'string' ? value['value'] : ''
  for (const name of listPlaceholders(text)) if (!Object.hasOwn(variables, name)) yield name
  for (const field of Object.values(value)) yield* listUndeclared(field)
}
