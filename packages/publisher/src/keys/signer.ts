import type { KeyAlgorithm } from '@mcp-registry/contract'

/** Signs with a private key that it holds, either locally or in a key service. */
export interface Signer {
  readonly algorithm: KeyAlgorithm
  /** The public key in the encoding of a proof record: raw Ed25519, or the compressed point of P-384, in base64. */
  readonly publicKey: string
  /** The raw signature: 64 bytes for Ed25519; R and S, 96 bytes in total, for P-384 with SHA-384. */
  sign(message: string): Promise<Buffer>
}

/** The record that a domain publishes to authorise the key. */
export function toProofRecord({ algorithm, publicKey }: Pick<Signer, 'algorithm' | 'publicKey'>): string {
  return `v=MCPv1; k=${algorithm}; p=${publicKey}`
}
