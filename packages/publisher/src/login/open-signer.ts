import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { KeyAlgorithm } from '@mcp-registry/contract'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { openAzureKeyVaultSigner } from '../keys/azure-key-vault.js'
import { openGoogleKmsSigner } from '../keys/google-kms.js'
import { openPrivateKey } from '../keys/private-key.js'
import type { Signer } from '../keys/signer.js'
import type { Host } from '../host.js'
import { toLoginCommandLine } from './login-hint.js'
import { toConfigFolder } from './token-store.js'

export const SIGNING_PROVIDERS = ['google-kms', 'azure-key-vault'] as const
export type SigningProvider = (typeof SIGNING_PROVIDERS)[number]

/** The location of the private key of a domain. */
export interface SignerChoice {
  /** The registry to name in hints. */
  readonly registry: string
  readonly domain: string
  readonly provider?: SigningProvider | undefined
  readonly privateKey?: string | undefined
  readonly privateKeyFile?: string | undefined
  readonly algorithm?: KeyAlgorithm | undefined
  readonly resource?: string | undefined
  readonly vault?: string | undefined
  readonly key?: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The file in which `--new-key` stores the key of a domain. */
export function toKeyFile(env: Environment, domain: string): string {
  return join(toConfigFolder(env), 'keys', `${domain}.key`)
}

/** Opens the key: from the signing provider, the options, `MCP_PUBLISHER_PRIVATE_KEY`, or the file that `--new-key` has stored. */
export async function openSigner(
  { cwd, importModule }: Pick<Host, 'cwd' | 'importModule'>,
  env: Environment,
  choice: SignerChoice,
): Promise<Signer> {
  switch (choice.provider) {
    case 'google-kms':
      return explained(choice.provider, () => openGoogleKmsSigner(choice.resource, importModule))
    case 'azure-key-vault':
      return explained(choice.provider, () => openAzureKeyVaultSigner(choice.vault, choice.key, importModule))
    case undefined:
      return openPrivateKey(await requirePrivateKey(cwd, env, choice), choice.algorithm)
  }
}

/** Wraps the signer of a key service, so that its failures include the original message and what to check. */
async function explained(provider: SigningProvider, open: () => Promise<Signer>): Promise<Signer> {
  const fail = (error: unknown): never => {
    if (!(error instanceof Error) || error instanceof UsageError || error instanceof CommandError) throw error
    throw new CommandError(`${provider}: ${error.message} Check the name of the key, and the credentials of your shell.`, {
      cause: error,
    })
  }
  const signer = await open().catch(fail)
  return { ...signer, sign: (message) => signer.sign(message).catch(fail) }
}

async function requirePrivateKey(cwd: string, env: Environment, choice: SignerChoice): Promise<string> {
  if (choice.privateKey) return choice.privateKey
  if (choice.privateKeyFile) return readFile(resolve(cwd, choice.privateKeyFile), 'utf8')
  const fromEnvironment = env['MCP_PUBLISHER_PRIVATE_KEY']
  if (fromEnvironment) return fromEnvironment
  const kept = await readFile(toKeyFile(env, choice.domain), 'utf8').catch(() => undefined)
  if (kept !== undefined) return kept
  throw new UsageError(
    `There is no private key for ${choice.domain}. Give --private-key, --private-key-file or MCP_PUBLISHER_PRIVATE_KEY, ` +
      `or make one: ${toLoginCommandLine(choice.registry, { method: 'dns', domain: choice.domain })} --new-key`,
  )
}
