import type { LookupAddress } from 'node:dns'
import type { GuardOptions } from '../../src/outbound/guarded-connect.js'

/** Stands in for what dials: asks for the addresses as a socket does, twice, notes them, and goes to none of them. */
export function recordDials(dialled: string[]): NonNullable<GuardOptions['buildDialler']> {
  return (options) => (target, connected) => {
    const found = (_error: Error | null, addresses: string | LookupAddress[]) => {
      if (Array.isArray(addresses)) dialled.push(...addresses.map((each) => each.address))
    }
    const lookup = options && 'lookup' in options ? options.lookup : undefined
    for (let time = 0; time < 2; time++) lookup?.(target.hostname, { all: true }, found)
    connected(new Error('not dialled'), null)
  }
}
