import type { KeyAlgorithm } from '@mcp-registry/contract'

/** Something that holds a private key and signs with it, here or in a key service. */
export interface Signer {
  readonly algorithm: KeyAlgorithm
  /** The public key as a proof record carries it: raw Ed25519, or the compressed point of P-384, in base64. */
  readonly publicKey: string
  /** The raw signature: 64 bytes of Ed25519, or R and S of P-384 over SHA-384, 96 bytes. */
  sign(message: string): Promise<Buffer>
}

/** What a domain publishes so that a registry believes the key. */
export function toProofRecord({ algorithm, publicKey }: Pick<Signer, 'algorithm' | 'publicKey'>): string {
  return `v=MCPv1; k=${algorithm}; p=${publicKey}`
}
