import { generateKeyPairSync, sign } from 'node:crypto'

/** The key of a domain, from the owner's side. */
export interface DomainKey {
  /** The record that the domain publishes. */
  readonly record: string
  /** The signature of a string, in hexadecimal. */
  sign(text: string): string
  /** The request body of an exchange: the domain and the signed timestamp. */
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
  // The DER encoding ends with the uncompressed point: 4, x, y. The first byte of the compressed point encodes whether y is odd.
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-97)
  const raw = Buffer.concat([Buffer.from([2 + ((point[96] ?? 0) % 2)]), point.subarray(1, 49)])
  return { raw, signText: (text: Buffer) => sign('sha384', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }
}
