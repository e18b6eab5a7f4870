import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { listLaunchChoices, listLaunchInputs, resolveLaunch, toVsCodeInstall } from '@mcp-registry/client'

/**
 * Resolves every package and remote in a gzipped file of server.json documents, one `{server}` per line, with and without sample inputs.
 * Prints how many of each type can be run and why the others cannot. Fails if any call throws.
 */
const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: launch-table <servers.jsonl.gz>')
  process.exit(2)
}

interface Row {
  runnable: number
  needsInputs: number
  runnableWithInputs: number
  refused: number
}
const rows = new Map<string, Row>()
const reasons = new Map<string, number>()
let documents = 0
let thrown = 0

for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
  const { server } = JSON.parse(line)
  documents++
  try {
    toVsCodeInstall(server)
    for (const choice of listLaunchChoices(server)) count(server, choice)
  } catch (error) {
    thrown++
    console.error(`${server?.name}: ${String(error)}`)
  }
}

console.log(`${documents} documents`)
console.table(Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1))))
console.table(Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a).map(([reason, times]) => [reason, { times }])))
process.exitCode = thrown > 0 ? 1 : 0

function count(server: Parameters<typeof resolveLaunch>[0], choice: ReturnType<typeof listLaunchChoices>[number]): void {
  const key = choice.kind === 'remote' ? `remote ${choice.transport}` : `${choice.type} ${choice.transport}`
  const row = rows.get(key) ?? { runnable: 0, needsInputs: 0, runnableWithInputs: 0, refused: 0 }
  rows.set(key, row)
  const result = resolveLaunch(server, choice)
  if (result.ok) {
    row.runnable++
    return
  }
  const answers = listLaunchInputs(server, choice).filter((input) => input.isRequired)
  const again = resolveLaunch(
    server,
    choice,
    Object.fromEntries(answers.map((input) => [input.id, input.choices?.[0] ?? (input.format === 'boolean' ? 'true' : '1')])),
  )
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
}
