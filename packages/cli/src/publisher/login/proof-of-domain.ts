import type { Signer } from '../keys/signer.js'
import type { RegistryApi } from '../registry-api.js'
import type { Surroundings } from '../surroundings.js'

/** What a domain login sends: the time, signed with the key whose public half the domain publishes. */
export async function exchangeDomainProof(
  { now }: Pick<Surroundings, 'now'>,
  api: RegistryApi,
  { method, domain, signer }: { readonly method: 'dns' | 'http'; readonly domain: string; readonly signer: Signer },
  signal: AbortSignal,
): Promise<unknown> {
  // Without fractions of a second, as the official command sends it.
  const timestamp = now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
  const signature = await signer.sign(timestamp)
  const body = { domain, timestamp, signed_timestamp: signature.toString('hex') }
  return (await api.request({ method: 'POST', path: `/v0/auth/${method}`, body, signal })).body
}
