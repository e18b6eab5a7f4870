import { createHash } from 'node:crypto'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { compressPoint } from './private-key.js'
import { requireSdk, type ImportModule } from './require-sdk.js'
import type { Signer } from './signer.js'

type Credential = object

/** The parts of `@azure/identity` and `@azure/keyvault-keys` that are used. */
interface AzureModules {
  readonly DefaultAzureCredential: new () => Credential
  readonly KeyClient: new (
    vaultUrl: string,
    credential: Credential,
  ) => {
    getKey(name: string): Promise<{
      readonly id?: string
      readonly key?: { readonly crv?: string; readonly x?: Uint8Array; readonly y?: Uint8Array }
    }>
  }
  readonly CryptographyClient: new (
    keyId: string,
    credential: Credential,
  ) => { sign(algorithm: 'ES384', digest: Uint8Array): Promise<{ readonly result: Uint8Array }> }
}

/** Signs with a P-384 key of an Azure Key Vault. Uses Azure's default credentials, such as those of `az login`. */
export async function openAzureKeyVaultSigner(
  vault: string | undefined,
  keyName: string | undefined,
  importModule: ImportModule,
): Promise<Signer> {
  if (!vault) throw new UsageError('azure-key-vault needs --vault <the name of the vault>')
  if (!keyName) throw new UsageError('azure-key-vault needs --key <the name of the key>')
  const names = ['@azure/identity', '@azure/keyvault-keys']
  const sdk = await requireSdk<AzureModules>(importModule, 'azure-key-vault', names)
  const credential = new sdk.DefaultAzureCredential()
  const { id, key } = await new sdk.KeyClient(`https://${vault}.vault.azure.net`, credential).getKey(keyName)
  if (!id || key?.crv !== 'P-384' || !key.x || !key.y)
    throw new CommandError(
      `The key ${keyName} of the vault ${vault} is not an elliptic curve key on P-384. Make one of that kind.`,
    )
  const client = new sdk.CryptographyClient(id, credential)
  return {
    algorithm: 'ecdsap384',
    publicKey: compressPoint(key.x, key.y),
    sign: async (message) => Buffer.from((await client.sign('ES384', createHash('sha384').update(message).digest())).result),
  }
}
