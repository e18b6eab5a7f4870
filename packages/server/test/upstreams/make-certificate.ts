import { generate } from 'selfsigned'

/** PEM. The certificate is its own authority. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A throw-away certificate for some hosts. */
export async function makeCertificate(hosts: readonly string[]): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: hosts[0] ?? 'test' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    ],
  })
  return { key, cert }
}
