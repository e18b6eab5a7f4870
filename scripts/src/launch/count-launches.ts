import { type LaunchOption, listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { toSampleInputs } from './to-sample-inputs.js'

interface Row {
  runnable: number
  needsInputs: number
  runnableWithInputs: number
  refused: number
}

/** Counts how many packages and remotes of each type can be run, and why the others cannot. */
export function openLaunchCounts() {
  const rows = new Map<string, Row>()
  const reasons = new Map<string, number>()
  return {
    add(server: ServerJson, choice: LaunchOption): void {
      const key = choice.kind === 'remote' ? `remote ${choice.transport}` : `${choice.type} ${choice.transport}`
      const row = rows.get(key) ?? { runnable: 0, needsInputs: 0, runnableWithInputs: 0, refused: 0 }
      rows.set(key, row)
      const result = resolveLaunch(server, choice)
      if (result.ok) {
        row.runnable++
        return
      }
      const required = listLaunchInputs(server, choice).filter((input) => input.isRequired)
      const again = resolveLaunch(server, choice, toSampleInputs(required))
      if (result.errors.some((problem) => problem.code === 'missing-input')) row.needsInputs++
      if (again.ok) row.runnableWithInputs++
      else {
        row.refused++
        for (const problem of again.errors) {
          const reason = `${choice.type}: ${problem.code}`
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
          if (process.argv.includes('--verbose')) console.log(`${server.name}: ${problem.message}`)
        }
      }
    },
    print(): void {
      console.table(Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1))))
      console.table(Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a).map(([reason, times]) => [reason, { times }])))
    },
  }
}
