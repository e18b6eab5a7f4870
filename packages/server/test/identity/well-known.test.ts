import { requireDomain } from '@mcp-registry/contract'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { answerWith, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'
import { expect, test } from 'vitest'
import { getWellKnownRecords } from '../../src/identity/well-known.js'
import { openOutbound } from '../../src/outbound/open-outbound.js'

test('a website with the certificate of another host is refused with what to install', async () => {
  const certificate = await makeCertificate(['other.example'])
  await using site = await startUpstream(answerWith(200), certificate)
  const connectTo = { 'example.com:443': { address: '127.0.0.1', port: site.port } }
  await using outbound = openOutbound({ ca: certificate.cert, connectTo })
  const records = getWellKnownRecords({ outbound, config: { timeoutMs: 5_000 } }, requireDomain('example.com'))
  await expect(records).rejects.toMatchObject({
    code: 'proof-host-unavailable',
    message:
      'There is no secure connection to example.com: its certificate is for another host name. Install a certificate for example.com there, and log in again.',
  })
})
