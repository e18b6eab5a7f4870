import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decode, encode, RECURSION_DESIRED } from 'dns-packet'

/** TXT records, each a list of strings as they stand in the zone; or how the name server fails. `silent` never answers. */
export type TxtAnswer = readonly (readonly string[])[] | 'servfail' | 'refused' | 'silent'

export interface DnsServer extends AsyncDisposable {
  /** `address:port`. */
  readonly address: string
  /** What it says about a domain from now on; of other domains it says that there are none. */
  setTxt(domain: string, answer: TxtAnswer): void
  /** The names that were asked for. */
  readonly questions: readonly string[]
}

const CODES = { servfail: 2, nxdomain: 3, refused: 5 } as const

/** A name server on loopback that speaks DNS over UDP. */
export async function startDnsServer(): Promise<DnsServer> {
  const zone = new Map<string, TxtAnswer>()
  const questions: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, peer) => {
    const query = decode(message)
    const name = query.questions?.[0]?.name.toLowerCase() ?? ''
    questions.push(name)
    const answer = zone.get(name) ?? 'nxdomain'
    if (answer === 'silent') return
    const failure = typeof answer === 'string' ? CODES[answer] : 0
    const records = typeof answer === 'string' ? [] : answer
    const packet = encode({
      type: 'response',
      id: query.id ?? 0,
      // The low bits of the flags are the response code.
      flags: RECURSION_DESIRED | failure,
      questions: query.questions ?? [],
      answers: records.map((strings) => ({ type: 'TXT', name, ttl: 0, data: [...strings] })),
    })
    socket.send(packet, peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    setTxt: (domain, answer) => void zone.set(domain, answer),
    questions,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
