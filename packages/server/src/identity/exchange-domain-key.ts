import {
  type Domain,
  isMeantAsKeyRecord,
  type Permission,
  RegistryError,
  requireDomain,
  toDomainNamespace,
  type TokenResponse,
} from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import { type AuthKey, parseAuthRecord } from './auth-record.js'
import { getWellKnownRecords, toWellKnownUrl } from './well-known.js'
import type { Identity } from './identity.js'
import { findMisplacedRecord } from './find-misplaced-record.js'
import { issueToken } from './issue-token.js'
import { requireSigner, requireSmallSkew, requireTimestamp } from './signed-timestamp.js'
import { spendSignature } from './spend-signature.js'

/** The proof of holding a key that a domain publishes. */
export const DomainProof = Type.Object(
  {
    domain: Type.String({ maxLength: 1000, description: 'The domain alone, such as `example.com`.' }),
    timestamp: Type.String({ maxLength: 100, description: 'The current time in RFC 3339.' }),
    signed_timestamp: Type.String({ maxLength: 1000, description: 'The signature of exactly that text, in hex.' }),
  },
  { additionalProperties: false },
)
export type DomainProof = Static<typeof DomainProof>

/** Issues a token to the holder of a key in the TXT records of a domain, for its namespace and all below it. */
export async function exchangeDnsProof(identity: Identity, proof: DomainProof): Promise<TokenResponse> {
  const domain = requireDomain(proof.domain)
  const namespace = toDomainNamespace(domain)
  requireNotGithubPages(domain)
  await requireSigned(identity, proof, () => identity.lookupTxt(domain), `the TXT records of ${domain}`).catch(
    async (error: unknown) => {
      throw await explainMisplaced(identity, domain, error)
    },
  )
  return issueToken(identity, {
    method: 'dns',
    subject: domain,
    permissions: [publish(`${namespace}/*`), publish(`${namespace}.*`)],
  })
}

/** If a key record is published at the wrong name, returns an error that names it; otherwise returns the original error. */
async function explainMisplaced(identity: Identity, domain: Domain, error: unknown): Promise<unknown> {
  if (!(error instanceof RegistryError) || error.code !== 'proof-not-found') return error
  const problem = await findMisplacedRecord(identity, domain)
  return problem === undefined ? error : new RegistryError('proof-not-found', problem)
}

/**
 * Issues a token to the holder of a key at the well-known URL of a domain. It covers only the domain's own namespace, since subdomains may
 * be served by others.
 */
export async function exchangeHttpProof(identity: Identity, proof: DomainProof): Promise<TokenResponse> {
  const domain = requireDomain(proof.domain)
  requireNotGithubPages(domain)
  await requireSigned(identity, proof, () => getWellKnownRecords(identity, domain), toWellKnownUrl(domain))
  return issueToken(identity, { method: 'http', subject: domain, permissions: [publish(`${toDomainNamespace(domain)}/*`)] })
}

/** Returns the keys in the records. If there are none, throws an error that lists the faults of the records. */
export function requireKeys(records: readonly string[], where: string): readonly AuthKey[] {
  const meant = records.filter(isMeantAsKeyRecord)
  const read = meant.slice(0, MAX_RECORDS).map(parseAuthRecord)
  const keys = read.flatMap((record) => (record.ok ? [record.value] : []))
  if (keys.length > 0) return keys
  if (meant.length === 0) {
    const found = records.length === 0 ? 'nothing was found' : `the records found are of other kinds (${records.length})`
    throw new RegistryError(
      'proof-not-found',
      `No key is published at ${where}: ${found}. Publish "v=MCPv1; k=ed25519; p=<public key in base64>" there.`,
    )
  }
  const faults = read.flatMap((record) => (record.ok ? [] : record.errors))
  throw new RegistryError(
    'proof-unusable',
    `At ${where} there is a key record that cannot be read. ${faults.slice(0, 3).join(' ')}`,
  )
}

/** More keys than any rotation needs. Each costs a signature verification. */
const MAX_RECORDS = 20

async function requireSigned(
  identity: Identity,
  { timestamp, signed_timestamp: signature }: DomainProof,
  listRecords: () => Promise<readonly string[]>,
  where: string,
): Promise<void> {
  requireSmallSkew(requireTimestamp(timestamp), identity.clock.now())
  const keys = requireKeys(await listRecords(), where)
  const signer = requireSigner(keys, timestamp, signature, where)
  await spendSignature(identity, signer, timestamp)
}

// GitHub Pages sites and namespaces belong to the same accounts, but only the GitHub methods can distinguish an account from its successor.
function requireNotGithubPages(domain: Domain): void {
  if (domain !== 'github.io' && !domain.endsWith('.github.io')) return
  throw new RegistryError(
    'nothing-granted',
    `The namespace of ${domain} is granted to its GitHub account alone. Log in with GitHub instead.`,
  )
}

function publish(resource: string): Permission {
  return { action: 'publish', resource }
}
