import ipaddr from 'ipaddr.js'

/**
 * Whether a request on behalf of an untrusted user may be sent to the address: it must be global unicast according to the IANA
 * special-purpose address registries (RFC 6890). Text that is not an address in canonical notation is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return isPublicIPv4(ipaddr.IPv4.parse(address))
  // A zone ID (fe80::1%eth0) identifies an interface of this machine.
  if (!ipaddr.IPv6.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.IPv6.parse(address)
  const embedded = toNat64Address(parsed)
  if (embedded) return isPublicIPv4(embedded)
  // Global unicast is 2000::/3. Outside it, addresses that the library does not classify are unassigned or IPv4-compatible.
  return parsed.match(GLOBAL_UNICAST, 3) && parsed.range() === 'unicast'
}

const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')
const NAT64 = ipaddr.IPv6.parse('64:ff9b::')

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast'
}

// On an IPv6-only network, every IPv4 host is reached through this prefix. The local-use prefix, 64:ff9b:1::/48, is refused as a whole: the
// position of the embedded address depends on the network.
function toNat64Address(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  return address.match(NAT64, 96) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : undefined
}
