import { resolve } from 'node:path'
import type { KeyAlgorithm } from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { UsageError } from '../command-line/explain-error.js'
import { requireDuration } from '../command-line/duration.js'
import { toProofRecord } from '../keys/signer.js'
import type { Host } from '../host.js'
import { field } from '../project/field.js'
import type { Registry } from '../open-registry.js'
import { requireDomainOption } from './domain-option.js'
import { type AwaitedKey, createDomainKey, toInstructions, waitUntilVisible } from './new-key.js'
import { METHODS, type Proof } from './obtain-token.js'
import { openSigner, SIGNING_PROVIDERS, type SigningProvider } from './open-signer.js'
import type { StoredLogin } from './token-store.js'

/** The login options on the command line. */
export interface LoginOptions {
  readonly token: string | undefined
  readonly audience: string | undefined
  readonly domain: string | undefined
  readonly privateKey: string | undefined
  readonly privateKeyFile: string | undefined
  readonly algorithm: KeyAlgorithm | undefined
  readonly newKey: boolean
  readonly wait: string | undefined
  readonly resource: string | undefined
  readonly vault: string | undefined
  readonly key: string | undefined
}

/** A proof, and the values to store for renewing it. */
interface Preparation {
  readonly proof: Proof
  readonly kept: Partial<StoredLogin>
  /** A new key that only this machine has seen, and until when the login is repeated. */
  readonly unseen?: { readonly key: AwaitedKey; readonly deadline: number }
  /** A newly generated key, if the command does not wait until it is published. */
  readonly unpublished?: {
    readonly domain: string
    readonly keyFile: string
    readonly record: string
    readonly instructions: string
  }
}

/** The proof for a method. For a domain with `--new-key`, generates the key and waits until it is published. */
export async function prepareProof(
  host: Host,
  context: Context,
  registry: Registry,
  method: string | undefined,
  provider: string | undefined,
  options: LoginOptions,
): Promise<Preparation> {
  switch (method) {
    case 'github':
      return { proof: { method, token: options.token }, kept: {} }
    case 'github-oidc':
      return { proof: { method, audience: options.audience }, kept: field('audience', options.audience) }
    case 'oidc':
      return { proof: { method, token: requireOidcToken(context.env, options.token) }, kept: {} }
    case 'none':
      return { proof: { method }, kept: {} }
    case 'dns':
    case 'http':
      return prepareDomain(host, context, registry, method, requireProvider(provider), options)
    case undefined:
      throw new UsageError(`The method is required: ${METHODS.join(', ')}.`)
    default:
      throw new UsageError(`There is no method ${JSON.stringify(method)}. The methods are: ${METHODS.join(', ')}.`)
  }
}

function requireOidcToken(env: Context['env'], option: string | undefined): string {
  const token = option || env['MCP_OIDC_TOKEN']
  if (token) return token
  throw new UsageError('oidc needs an ID token of the issuer that the registry trusts: set MCP_OIDC_TOKEN, or give --token.')
}

function requireProvider(provider: string | undefined): SigningProvider | undefined {
  const known = SIGNING_PROVIDERS.find((name) => name === provider)
  if (provider === undefined || known !== undefined) return known
  throw new UsageError(`There is no signing provider ${JSON.stringify(provider)}. They are: ${SIGNING_PROVIDERS.join(', ')}.`)
}

async function prepareDomain(
  host: Host,
  context: Context,
  registry: Registry,
  method: 'dns' | 'http',
  provider: SigningProvider | undefined,
  options: LoginOptions,
): Promise<Preparation> {
  const { env, output } = context
  const domain = requireDomainOption(options.domain, method)
  if (options.newKey) return prepareNewKey(host, context, registry, method, domain, options)
  const signer = await openSigner(host, env, { ...options, domain, provider, registry: registry.url })
  output.say(`The registry will look for: ${toProofRecord(signer)}`)
  return { proof: { method, domain, signer }, kept: toKept(host.cwd, domain, provider, options) }
}

async function prepareNewKey(
  host: Host,
  { env, output, signal }: Context,
  registry: Registry,
  method: 'dns' | 'http',
  domain: string,
  options: LoginOptions,
): Promise<Preparation> {
  const waitMs = requireDuration(options.wait ?? '10m', '--wait')
  const { signer, file } = await createDomainKey(env, domain, options.algorithm ?? 'ed25519')
  const instructions = toInstructions(method, domain, signer)
  const proof = { method, domain, signer }
  const kept = { domain }
  if (waitMs === 0) return { proof, kept, unpublished: { domain, keyFile: file, record: toProofRecord(signer), instructions } }
  output.say(`A new private key is in ${file}. Keep it secret, and keep a copy.\n\n${instructions}`)
  using progress = output.progress('Waiting until it is visible')
  const key = { ...proof, registry }
  const deadline = host.now().getTime() + waitMs
  const seenBy = await waitUntilVisible(host, key, waitMs, progress, signal)
  return { proof, kept, ...(seenBy === 'this-machine' && { unseen: { key, deadline } }) }
}

function toKept(cwd: string, domain: string, provider: SigningProvider | undefined, options: LoginOptions): Partial<StoredLogin> {
  const { resource, vault, key, privateKeyFile } = options
  return {
    domain,
    ...(provider && { signingProvider: provider }),
    ...(provider && resource && { resource }),
    ...(provider && vault && { vault }),
    ...(provider && key && { key }),
    ...(!provider && privateKeyFile && { privateKeyFile: resolve(cwd, privateKeyFile) }),
  }
}
