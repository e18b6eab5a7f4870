import ipaddr from 'ipaddr.js'

/**
 * Whether an address is one that a request on behalf of a stranger may be sent to: global unicast, by the special-purpose address
 * registries of IANA (RFC 6890). Text that is not an address in canonical notation is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return isPublicIPv4(ipaddr.IPv4.parse(address))
  // A zone id (fe80::1%eth0) names an interface of this machine.
  if (!ipaddr.IPv6.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.IPv6.parse(address)
  const embedded = toNat64Address(parsed)
  if (embedded) return isPublicIPv4(embedded)
  // Global unicast is 2000::/3; what the library knows no name for outside it is unassigned, or IPv4-compatible.
  return parsed.match(GLOBAL_UNICAST, 3) && parsed.range() === 'unicast'
}

const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')
const NAT64 = ipaddr.IPv6.parse('64:ff9b::')

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast'
}

// On an IPv6-only network every IPv4 host is reached through this prefix. The local one, 64:ff9b:1::/48, stays refused as a whole:
// where it keeps the embedded address depends on the network.
function toNat64Address(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  return address.match(NAT64, 96) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : undefined
}
