import { isRegistryClientError } from '@mcp-registry/client'
import type { Host } from '../host.js'
import type { Signer } from '../keys/signer.js'
import type { Registry } from '../open-registry.js'
import { textAt, valueAt } from '../project/field.js'
import { signDomainProof } from './proof-of-domain.js'

/** A key record as the registry found it. */
export interface SeenRecord {
  /** The algorithm and fingerprint of the key; empty for a record that cannot be parsed. */
  readonly text: string
  /** Whether it is the key of the signer; `undefined` without a signer. */
  readonly isOwn?: boolean
  readonly problem?: string
}

/** The result of the registry's lookup at one of the two locations. */
export interface SeenPlace {
  readonly method: 'dns' | 'http'
  readonly records: readonly SeenRecord[]
  /** Why there are no records. */
  readonly problem?: string
}

/** What a registry sees of a domain. Its view decides about a login; that of this machine can be newer or older. */
export type RegistryView =
  | { readonly kind: 'seen'; readonly places: readonly SeenPlace[]; readonly answer: unknown }
  /** The registry does not show its view. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'failed'; readonly problem: string }

/** Asks a registry what it sees of a domain and, with a signer, whether it is the key of the signer. */
export async function askForView(
  host: Pick<Host, 'now'>,
  { client }: Registry,
  domain: string,
  signer: Signer | undefined,
  signal: AbortSignal,
): Promise<RegistryView> {
  const body = JSON.stringify(signer === undefined ? { domain } : await signDomainProof(host, { domain, signer }))
  try {
    const request = { method: 'POST', path: '/auth/diagnose', body, isIdempotent: false } as const
    const { body: answer } = await client.request(request, { signal })
    const places = (['dns', 'http'] as const).map((method) => findPlace(method, valueAt(answer, method), signer !== undefined))
    return places.every((place) => place !== undefined) ? { kind: 'seen', places, answer } : { kind: 'unsupported' }
  } catch (error) {
    if (!isRegistryClientError(error) || error.code === 'aborted') throw error
    return error.status === 404 || error.status === 405 ? { kind: 'unsupported' } : { kind: 'failed', problem: error.message }
  }
}

/** Whether a login with this method would succeed. Without a signer, any valid key counts. */
export function isAccepted({ records }: SeenPlace): boolean {
  return records.some(({ problem, isOwn }) => problem === undefined && isOwn !== false)
}

function findPlace(method: 'dns' | 'http', place: unknown, isSigned: boolean): SeenPlace | undefined {
  const records = valueAt(place, 'records')
  if (!Array.isArray(records)) return undefined
  const problem = textAt(place, 'problem')
  return {
    method,
    records: records.map((record) => toSeenRecord(record, isSigned)),
    ...(problem !== undefined && { problem }),
  }
}

function toSeenRecord(record: unknown, isSigned: boolean): SeenRecord {
  const problem = textAt(record, 'problem')
  const text = [textAt(record, 'algorithm'), textAt(record, 'fingerprint')].filter(Boolean).join(' ')
  return { text, ...(isSigned && { isOwn: valueAt(record, 'signed') === true }), ...(problem !== undefined && { problem }) }
}
