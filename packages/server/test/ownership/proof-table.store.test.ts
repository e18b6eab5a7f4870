import { expect, test } from 'vitest'
import { openPackageProofs, PROOF_COLUMNS } from '@mcp-registry/testkit/proof-rows'
import { startTestRegistry } from '../harness/start-test-registry.js'

test('no disturbance of a package registry lets a wrong proof through, and none is a fault of ours', async () => {
  await using proofs = await openPackageProofs()
  await using registry = await startTestRegistry({ env: { ...proofs.env, MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'true' } })
  const token = await registry.actingAs([{ action: 'publish', resource: '*' }]).token()
  for (const row of proofs.rows) {
    // A registry that hangs takes its time; other tests are less patient.
    for (const scenario of PROOF_COLUMNS.filter((column) => column !== 'hanging')) {
      const { status, code } = await row.show(scenario, { app: registry.app, token })
      if (scenario === 'right') expect(status, row.name).toBe(200)
      else if (scenario === 'throttled' || scenario === 'broken')
        expect([status, code], row.name).toEqual([503, 'package-upstream-unavailable'])
      else expect([status, code.startsWith('package-')], `${row.name} ${scenario}`).toEqual([400, true])
    }
  }
})
