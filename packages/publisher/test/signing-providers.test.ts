import { generateKeyPairSync, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPrivateKey } from '../src/keys/private-key.js'
import { toProofRecord } from '../src/keys/signer.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { openWorkspace } from './harness/workspace.js'

// The SDKs by the shapes that they document; the services themselves cannot be had here.
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const record = toProofRecord(openPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()))
const { x = '', y = '' } = publicKey.export({ format: 'jwk' })

const sdks: Readonly<Record<string, object>> = {
  '@google-cloud/kms': {
    KeyManagementServiceClient: class {
      async getPublicKey() {
        return [{ pem: publicKey.export({ type: 'spki', format: 'pem' }) }]
      }
      async asymmetricSign({ digest }: { digest: { sha384: Buffer } }) {
        expect(digest.sha384).toHaveLength(48)
        return [{ signature: sign('sha384', Buffer.from('x'), privateKey) }]
      }
      async close() {}
    },
  },
  '@azure/identity': { DefaultAzureCredential: class {} },
  '@azure/keyvault-keys': {
    KeyClient: class {
      readonly url: string
      constructor(url: string) {
        this.url = url
      }
      async getKey(name: string) {
        const key = { crv: 'P-384', x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') }
        return { id: `${this.url}/keys/${name}/1`, key }
      }
    },
    CryptographyClient: class {
      readonly id: string
      constructor(id: string) {
        this.id = id
      }
      async sign(algorithm: string, digest: Uint8Array) {
        expect([this.id, algorithm, digest.length]).toEqual(['https://v.vault.azure.net/keys/k/1', 'ES384', 48])
        return { result: new Uint8Array(96).fill(7) }
      }
    },
  },
}

test.each([
  { provider: 'google-kms', options: ['--resource', 'projects/p'], kept: { resource: 'projects/p' } },
  { provider: 'azure-key-vault', options: ['--vault', 'v', '--key', 'k'], kept: { vault: 'v', key: 'k' } },
])('$provider signs with a remote key, and can sign again later', async ({ provider, options, kept }) => {
  await using registry = await startFakeServer(() => ({ body: { registry_token: 'token', expires_at: 1 } }))
  await using workspace = await openWorkspace({}, { importModule: async (name) => sdks[name] ?? {} })
  const argv = ['login', 'dns', provider, '--domain', 'example.com', ...options, '--registry', registry.url]
  const { exitCode, stderr } = await workspace.run(argv)
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(record)])
  const sent: unknown = JSON.parse(registry.requests[0]?.body.toString() ?? '')
  expect(sent).toMatchObject({ domain: 'example.com', signed_timestamp: expect.stringMatching(/^[0-9a-f]{192}$/) })
  const stored = await readFile(join(workspace.home, '.config/mcp-publisher/token.json'), 'utf8')
  expect(JSON.parse(stored)).toMatchObject({ method: 'dns', domain: 'example.com', signingProvider: provider, ...kept })
})

test('the error of a key service is quoted, with what to check', async () => {
  class KeyManagementServiceClient {
    async getPublicKey() {
      throw new Error('Could not load the default credentials.')
    }
  }
  await using workspace = await openWorkspace({}, { importModule: async () => ({ KeyManagementServiceClient }) })
  const argv = ['login', 'dns', 'google-kms', '--domain', 'example.com', '--resource', 'projects/p']
  expect(await workspace.run(argv)).toMatchObject({
    exitCode: 1,
    stderr:
      'error: google-kms: Could not load the default credentials. Check the name of the key, and the credentials of your shell.\n',
  })
})
