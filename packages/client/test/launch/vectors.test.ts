import { readdirSync, readFileSync } from 'node:fs'
import { listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'

// The format is described in fixtures/launch/README.md.
const folder = new URL('../../../../fixtures/launch/', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('vscode'))) {
  describe(`launch vectors, ${file.replace('.json', '')}`, () => {
    for (const vector of JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) {
      test(vector.name, () => {
        const result = resolveLaunch(vector.server, vector.choice, vector.inputs, vector.options)
        expect(toVector(result)).toEqual({
          ...(vector.launch !== undefined && {
            launch: vector.launch,
            secrets: vector.secrets ?? [],
            warnings: vector.warnings ?? 0,
            standIns: vector.standIns ?? [],
          }),
          ...(vector.problems !== undefined && { problems: vector.problems.map(toSortKey).sort() }),
        })
        if (vector.asks !== undefined) expect(listLaunchInputs(vector.server, vector.choice)).toEqual(vector.asks)
      })
    }
  })
}

function toVector(result: ReturnType<typeof resolveLaunch>) {
  if (!result.ok) return { problems: result.errors.map(toSortKey).sort() }
  const { secrets, warnings, standIns, ...launch } = result.value
  return { launch, secrets, warnings: warnings.length, standIns: standIns.map(({ input }) => input) }
}

function toSortKey({ code, input }: { code: string; input?: string }): string {
  return input === undefined ? code : `${code} ${input}`
}
