import type { DomainProof } from '@mcp-registry/client'
import type { Signer } from '../keys/signer.js'
import type { Host } from '../host.js'

/** The proof of a domain login: the time, signed with the key whose public part the domain publishes. */
export async function signDomainProof(
  { now }: Pick<Host, 'now'>,
  { domain, signer }: { readonly domain: string; readonly signer: Signer },
): Promise<DomainProof> {
  // Omits fractions of a second, as the official command does.
  const timestamp = now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
  const signature = await signer.sign(timestamp)
  return { domain, timestamp, signed_timestamp: signature.toString('hex') }
}
