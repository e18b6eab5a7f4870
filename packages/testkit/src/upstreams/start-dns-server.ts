import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet'

/** TXT records, each an array of strings as in the zone; or the failure of the name server. `silent` never responds. */
export type TxtAnswer = readonly (readonly string[])[] | 'servfail' | 'refused' | 'silent'

export interface DnsServer extends AsyncDisposable {
  /** `address:port`. */
  readonly address: string
  /** Sets the answer for a domain; there are no records for other domains. */
  setTxt(domain: string, answer: TxtAnswer): void
  /** Sets the IPv4 and IPv6 addresses of a host. */
  setAddresses(domain: string, addresses: readonly string[]): void
  /** The names that were queried. */
  readonly questions: readonly string[]
}

const CODES = { servfail: 2, nxdomain: 3, refused: 5 } as const

/** A DNS server over UDP on loopback, on a free port by default. */
export async function startDnsServer(port = 0): Promise<DnsServer> {
  const zone = new Map<string, TxtAnswer>()
  const hosts = new Map<string, readonly string[]>()
  const questions: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, peer) => {
    const query = decode(message)
    const question = query.questions?.[0]
    const name = question?.name.toLowerCase() ?? ''
    questions.push(name)
    const answer = zone.get(name) ?? (hosts.has(name) ? [] : 'nxdomain')
    if (answer === 'silent') return
    const failure = typeof answer === 'string' ? CODES[answer] : 0
    const texts = typeof answer === 'string' ? [] : answer
    const records = [...texts.map((strings) => toText(name, strings)), ...toAddresses(name, hosts.get(name) ?? [])]
    const packet = encode({
      type: 'response',
      id: query.id ?? 0,
      // The low bits of the flags are the response code.
      flags: RECURSION_DESIRED | failure,
      questions: query.questions ?? [],
      answers: records.filter(({ type }) => type === question?.type),
    })
    socket.send(packet, peer.port, peer.address)
  })
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    setTxt: (domain, answer) => void zone.set(domain, answer),
    setAddresses: (domain, addresses) => void hosts.set(domain, addresses),
    questions,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function toText(name: string, strings: readonly string[]): Answer {
  return { type: 'TXT', name, ttl: 0, data: [...strings] }
}

function toAddresses(name: string, addresses: readonly string[]): Answer[] {
  return addresses.map((data) => ({ type: isIPv6(data) ? 'AAAA' : 'A', name, ttl: 0, data }))
}
