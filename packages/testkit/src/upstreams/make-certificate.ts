import { generate } from 'selfsigned'
import type { Certificate } from './start-upstream.js'

/** A temporary self-signed certificate for the given hosts. */
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
