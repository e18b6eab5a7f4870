import { generateKeyPairSync, sign } from 'node:crypto'

/** A key of a domain, as its owner holds it. */
export interface DomainKey {
  /** What the domain publishes. */
  readonly record: string
  /** The signature of a text in hex. */
  sign(text: string): string
  /** The body of an exchange: the domain with the signed time. */
  prove(domain: string, at: Date | string): { domain: string; timestamp: string; signed_timestamp: string }
}

export function newDomainKey(algorithm: 'ed25519' | 'ecdsap384' = 'ed25519'): DomainKey {
  const { raw, signText } = algorithm === 'ed25519' ? newEd25519() : newP384()
  const signHex = (text: string) => signText(Buffer.from(text)).toString('hex')
  return {
    record: `v=MCPv1; k=${algorithm}; p=${raw.toString('base64')}`,
    sign: signHex,
    prove(domain, at) {
      const timestamp = typeof at === 'string' ? at : at.toISOString()
      return { domain, timestamp, signed_timestamp: signHex(timestamp) }
    },
  }
}

function newEd25519() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  return { raw, signText: (text: Buffer) => sign(null, text, privateKey) }
}

function newP384() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  // The uncompressed point ends the DER form: 4, x, y. Compressed, the first byte tells whether y is odd.
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-97)
  const raw = Buffer.concat([Buffer.from([2 + ((point[96] ?? 0) % 2)]), point.subarray(1, 49)])
  return { raw, signText: (text: Buffer) => sign('sha384', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }
}
