import { isMeantAsKeyRecord, RegistryError, requireDomain, toDomainNamespace } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import { parseAuthRecord } from './auth-record.js'
import { findMisplacedRecord } from './find-misplaced-record.js'
import type { Identity } from './identity.js'
import { findSigner, MAX_SKEW_SECONDS, requireTimestamp, toSkewSeconds } from './signed-timestamp.js'
import { getWellKnownRecords, toWellKnownUrl } from './well-known.js'

export const DiagnoseRequest = Type.Object(
  {
    domain: Type.String({ maxLength: 1000 }),
    timestamp: Type.Optional(Type.String({ maxLength: 100, description: 'Your time in RFC 3339, to compare the clocks.' })),
    signed_timestamp: Type.Optional(Type.String({ maxLength: 1000, description: 'Its signature in hex, to find the key.' })),
  },
  { additionalProperties: false },
)
export type DiagnoseRequest = Static<typeof DiagnoseRequest>

const FoundRecord = Type.Object({
  algorithm: Type.Optional(Type.String()),
  fingerprint: Type.Optional(Type.String()),
  signed: Type.Optional(Type.Boolean({ description: 'Whether this key made the signature that was sent.' })),
  problem: Type.Optional(Type.String()),
})

const Place = Type.Object({
  where: Type.String({ description: 'What was looked up.' }),
  records: Type.Array(FoundRecord, { description: 'The key records that were found there.' }),
  others: Type.Integer({ minimum: 0, description: 'Number of other records.' }),
  code: Type.Optional(Type.String({ description: 'Of the refusal, when nothing could be looked up.' })),
  problem: Type.Optional(Type.String()),
})
type Place = Static<typeof Place>

export const Diagnosis = Type.Object(
  {
    domain: Type.String(),
    namespace: Type.String(),
    dns: Place,
    http: Place,
    clock: Type.Object({
      now: Type.String({ format: 'date-time' }),
      skewSeconds: Type.Optional(Type.Number({ description: 'How far your time is ahead; negative when it is behind.' })),
      problem: Type.Optional(Type.String()),
    }),
  },
  { description: 'The key records of a domain, as the registry finds them.' },
)
export type Diagnosis = Static<typeof Diagnosis>

/** Looks up all proofs of a domain and reports what is wrong with each. Reveals only what DNS and HTTPS make public. */
export async function diagnoseDomain(identity: Identity, request: DiagnoseRequest): Promise<Diagnosis> {
  const domain = requireDomain(request.domain)
  const now = identity.clock.now()
  const [dns, http] = await Promise.all([
    look(`TXT records of ${domain}`, () => identity.lookupTxt(domain), request),
    look(toWellKnownUrl(domain), () => getWellKnownRecords(identity, domain), request),
  ])
  const isMissing = dns.records.length === 0 && (dns.code === undefined || dns.code === 'proof-not-found')
  const misplaced = isMissing ? await findMisplacedRecord(identity, domain) : undefined
  return {
    domain,
    namespace: toDomainNamespace(domain),
    dns: misplaced === undefined ? dns : { ...dns, problem: misplaced },
    http,
    clock: compareClocks(now, request.timestamp),
  }
}

async function look(where: string, list: () => Promise<readonly string[]>, request: DiagnoseRequest): Promise<Place> {
  try {
    const found = await list()
    const meant = found.filter(isMeantAsKeyRecord)
    const place = {
      where,
      records: meant.slice(0, 20).map((text) => describe(text, request)),
      others: found.length - meant.length,
    }
    return meant.length > 0 ? place : { ...place, problem: 'No key is published there.' }
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    return { where, records: [], others: 0, code: error.code, problem: error.message }
  }
}

function describe(text: string, { timestamp, signed_timestamp: signature }: DiagnoseRequest): Static<typeof FoundRecord> {
  const record = parseAuthRecord(text)
  if (!record.ok) return { problem: record.errors.join(' ') }
  const { algorithm, fingerprint } = record.value
  const isTried = timestamp !== undefined && signature !== undefined
  return { algorithm, fingerprint, ...(isTried && { signed: findSigner([record.value], timestamp, signature) !== undefined }) }
}

function compareClocks(now: Date, timestamp: string | undefined): Diagnosis['clock'] {
  if (timestamp === undefined) return { now: now.toISOString() }
  const skewSeconds = toSkewSeconds(requireTimestamp(timestamp), now)
  const problem = `The clocks may differ by ${MAX_SKEW_SECONDS} seconds; set yours.`
  return { now: now.toISOString(), skewSeconds, ...(Math.abs(skewSeconds) > MAX_SKEW_SECONDS && { problem }) }
}
