import { type Domain, isMeantAsKeyRecord, MISPLACED_RECORD_LABELS } from '@mcp-registry/contract'
import type { Identity } from './identity.js'

/** Describes the key record that a domain publishes at a wrong name below itself; `undefined` if there is none. */
export async function findMisplacedRecord(
  { lookupTxt }: Pick<Identity, 'lookupTxt'>,
  domain: Domain,
): Promise<string | undefined> {
  for (const label of MISPLACED_RECORD_LABELS) {
    const records = await lookupTxt(`${label}.${domain}`).catch(() => [])
    if (records.some(isMeantAsKeyRecord))
      return `The TXT records of ${domain} have no key, but those of ${label}.${domain} do. Move the record to ${domain} itself.`
  }
  return undefined
}
