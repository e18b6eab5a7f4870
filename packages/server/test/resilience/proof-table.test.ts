import { expect, test } from 'vitest'
import { openIdentityProofs } from '@mcp-registry/testkit/identity-proof-rows'
import { PROOF_COLUMNS } from '@mcp-registry/testkit/proof-rows'

test('no disturbance of a service that vouches for somebody lets anyone in, and none is a fault of ours', async () => {
  await using proofs = await openIdentityProofs()
  for (const scenario of PROOF_COLUMNS) {
    // All at once, since those of a service that hangs wait until a time-out.
    const cells = await Promise.all(proofs.rows.map(async (row) => ({ name: row.name, ...(await row.show(scenario)) })))
    for (const { name, status, code } of cells) {
      const where = `${name} ${scenario}: ${status} ${code}`
      if (scenario === 'right') expect(status, where).toBe(200)
      else if (scenario === 'wrong' || scenario === 'missing') expect(status, where).toBe(401)
      else expect([401, 503], where).toContain(status)
    }
  }
})
