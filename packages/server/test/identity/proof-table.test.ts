import { expect, test } from 'vitest'
import { openIdentityProofs } from '@mcp-registry/testkit/identity-proof-rows'
import { PROOF_COLUMNS } from '@mcp-registry/testkit/proof-rows'

test('no disturbance of a service that vouches for somebody lets anyone in, and none is a fault of ours', async () => {
  await using proofs = await openIdentityProofs()
  for (const row of proofs.rows) {
    // All at once, since some of them hang until a time-out.
    const cells = await Promise.all(PROOF_COLUMNS.map(async (scenario) => ({ scenario, ...(await row.show(scenario)) })))
    for (const { scenario, status, code } of cells) {
      const where = `${row.name} ${scenario}: ${status} ${code}`
      if (scenario === 'right') expect(status, where).toBe(200)
      else if (scenario === 'wrong' || scenario === 'missing') expect(status, where).toBe(401)
      else expect([401, 503], where).toContain(status)
    }
  }
})
