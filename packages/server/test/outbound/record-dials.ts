import type { LookupAddress } from 'node:dns'
import type { GuardOptions } from '../../src/outbound/guarded-connect.js'

const LOOKUPS = 2

/** Stands in for what dials: asks for the addresses as a socket does, twice, notes them, and goes to none of them. */
export function recordDials(dialled: string[]): NonNullable<GuardOptions['buildDialler']> {
  return (options) => (target, connected) => {
    let answers = 0
    const found = (_error: Error | null, addresses: string | LookupAddress[]) => {
      if (Array.isArray(addresses)) dialled.push(...addresses.map((each) => each.address))
      answers += 1
      if (answers === LOOKUPS) connected(new Error('not dialled'), null)
    }
    const lookup = options && 'lookup' in options ? options.lookup : undefined
    for (let time = 0; time < LOOKUPS; time++) lookup?.(target.hostname, { all: true }, found)
  }
}
