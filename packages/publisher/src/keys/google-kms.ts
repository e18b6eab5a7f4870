import { createHash, createPublicKey } from 'node:crypto'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { compressPoint } from './private-key.js'
import { requireSdk, type ImportModule } from './require-sdk.js'
import type { Signer } from './signer.js'
import { readEcdsaDer } from './ecdsa-der.js'

/** The parts of `@google-cloud/kms` that are used. */
interface KmsModule {
  readonly KeyManagementServiceClient: new () => {
    getPublicKey(request: { name: string }): Promise<[{ readonly pem?: string | null }, ...unknown[]]>
    asymmetricSign(request: {
      name: string
      digest?: { sha384: Buffer }
      data?: Buffer
    }): Promise<[{ readonly signature?: Uint8Array | string | null }, ...unknown[]]>
    close(): Promise<void>
  }
}

/** Signs with a Google Cloud KMS key version. Uses Google's Application Default Credentials. */
export async function openGoogleKmsSigner(resource: string | undefined, importModule: ImportModule): Promise<Signer> {
  if (!resource) throw new UsageError('google-kms needs --resource projects/…/cryptoKeys/…/cryptoKeyVersions/…')
  const { KeyManagementServiceClient } = await requireSdk<KmsModule>(importModule, 'google-kms', ['@google-cloud/kms'])
  const client = new KeyManagementServiceClient()
  const [{ pem }] = await client.getPublicKey({ name: resource })
  const key = createPublicKey(pem ?? '')
  const signature = async (request: { digest: { sha384: Buffer } } | { data: Buffer }): Promise<Buffer> => {
    const [{ signature: bytes }] = await client.asymmetricSign({ name: resource, ...request })
    return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes ?? [])
  }
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  if (key.asymmetricKeyType === 'ed25519')
    return {
      algorithm: 'ed25519',
      publicKey: Buffer.from(x, 'base64url').toString('base64'),
      sign: (message) => signature({ data: Buffer.from(message) }),
    }
  if (key.asymmetricKeyDetails?.namedCurve !== 'secp384r1')
    throw new CommandError(
      `The key ${resource} is not one that registries know. Make one of EC_SIGN_P384_SHA384 or EC_SIGN_ED25519.`,
    )
  return {
    algorithm: 'ecdsap384',
    publicKey: compressPoint(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')),
    sign: async (message) => readEcdsaDer(await signature({ digest: { sha384: createHash('sha384').update(message).digest() } })),
  }
}
