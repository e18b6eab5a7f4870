import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { newDomainKey } from '@mcp-registry/testkit/upstreams/domain-key'
import { resourcesOf, startIdentityRegistry } from './start-identity-registry.js'

verifies(
  'edge-35',
  'the owner of a domain still gets a token when a namespace below it is denied, and none when all of it is',
  async () => {
    await using registry = await startIdentityRegistry({
      env: { MCP_REGISTRY_DENIED_NAMESPACES: 'com.example.Spam, org.example' },
    })
    const key = newDomainKey()
    for (const domain of ['example.com', 'spam.example.com', 'example.org']) registry.dns.setTxt(domain, [[key.record]])
    let seconds = 0
    const prove = (domain: string) => key.prove(domain, new Date(registry.clock.now().getTime() + 1000 * seconds++))
    expect(resourcesOf(await registry.login('dns', prove('example.com')))).toEqual(['com.example/*', 'com.example.*'])
    for (const domain of ['spam.example.com', 'example.org']) {
      expect(await registry.exchange('dns', prove(domain))).toMatchObject({ status: 403, body: { code: 'namespace-denied' } })
    }
  },
)
