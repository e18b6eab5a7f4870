import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet'

/** TXT records, each a list of strings as they stand in the zone; or how the name server fails. `silent` never answers. */
export type TxtAnswer = readonly (readonly string[])[] | 'servfail' | 'refused' | 'silent'

export interface DnsServer extends AsyncDisposable {
  /** `address:port`. */
  readonly address: string
  /** What it says about a domain from now on; of other domains it says that there are none. */
  setTxt(domain: string, answer: TxtAnswer): void
  /** The IPv4 and IPv6 addresses of a host from now on. */
  setAddresses(domain: string, addresses: readonly string[]): void
  /** The names that were asked for. */
  readonly questions: readonly string[]
}

const CODES = { servfail: 2, nxdomain: 3, refused: 5 } as const

/** A name server on loopback that speaks DNS over UDP, on a free port unless one is given. */
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
