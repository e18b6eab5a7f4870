import { type Context, defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { requireDuration } from '../duration.js'
import { ALGORITHMS, toProofRecord } from '../keys/signer.js'
import { requireDomain } from '../login/domain.js'
import { createDomainKey, toInstructions, waitUntilVisible } from '../login/new-key.js'
import { METHODS, obtainToken, type Proof } from '../login/obtain-token.js'
import { openSigner, SIGNING_PROVIDERS, type SigningProvider } from '../login/open-signer.js'
import { findClaims } from '../login/registry-token.js'
import { saveLogin, type StoredLogin } from '../login/token-store.js'
import { openRegistry } from '../open-registry.js'
import { DEFAULT_REGISTRY, requireRegistryUrl } from '../registry-url.js'
import type { Surroundings } from '../surroundings.js'

const OPTIONS = {
  registry: { kind: 'text', placeholder: 'url', about: `the registry (default: ${DEFAULT_REGISTRY})` },
  token: { kind: 'text', short: 't', placeholder: 'token', about: 'github: a GitHub token (or MCP_GITHUB_TOKEN)' },
  domain: { kind: 'text', short: 'd', placeholder: 'domain', about: 'dns, http: the domain, such as example.com' },
  privateKey: {
    kind: 'text',
    short: 'p',
    placeholder: 'hex',
    about: 'dns, http: the private key in hexadecimal digits (or MCP_PUBLISHER_PRIVATE_KEY)',
  },
  privateKeyFile: { kind: 'text', placeholder: 'file', about: 'dns, http: a file with the private key, in hex or PEM' },
  algorithm: {
    kind: 'choice',
    short: 'a',
    choices: ALGORITHMS,
    about: 'dns, http: the kind of key (default: what the key says)',
  },
  newKey: { kind: 'flag', about: 'dns, http: make a key, show what to publish, wait until it is visible, log in' },
  wait: { kind: 'text', placeholder: 'time', about: 'with --new-key: how long to wait (default: 10m; 0 waits not at all)' },
  resource: {
    kind: 'text',
    short: 'r',
    placeholder: 'name',
    about: 'google-kms: the key version, projects/…/cryptoKeyVersions/…',
  },
  vault: { kind: 'text', short: 'v', placeholder: 'name', about: 'azure-key-vault: the name of the vault' },
  key: { kind: 'text', short: 'k', placeholder: 'name', about: 'azure-key-vault: the name of the key' },
} as const

interface LoginOptions {
  readonly token: string | undefined
  readonly domain: string | undefined
  readonly privateKey: string | undefined
  readonly privateKeyFile: string | undefined
  readonly algorithm: (typeof ALGORITHMS)[number] | undefined
  readonly newKey: boolean
  readonly wait: string | undefined
  readonly resource: string | undefined
  readonly vault: string | undefined
  readonly key: string | undefined
}

/** A proof, and what of it is kept so that it can be given again. */
interface Preparation {
  readonly proof: Proof
  readonly kept: Partial<StoredLogin>
  /** A key that was made now and that nobody was to wait for. */
  readonly unpublished?: {
    readonly domain: string
    readonly keyFile: string
    readonly record: string
    readonly instructions: string
  }
}

export const toLoginCommand = (surroundings: Surroundings) =>
  defineCommand({
    name: 'login',
    summary: 'Prove to a registry who you are.',
    details: [
      'Methods, and what they let you publish:',
      '  github        a code to confirm at GitHub, or a token: io.github.<you>/*',
      '  github-oidc   inside GitHub Actions, no secret: io.github.<owner>/*',
      '  dns           a key in a TXT record: com.example/* and com.example.*',
      '  http          a key in a file on a web server: com.example/*',
      '  none          no proof, at registries that are for tests',
      '',
      'Signing providers, for dns and http, when the key never leaves a key service:',
      '  google-kms        needs --resource',
      '  azure-key-vault   needs --vault and --key',
      '',
      'The token is kept in ~/.config/mcp-publisher/token.json, readable by you alone. It lives a few minutes.',
    ].join('\n'),
    arguments: {
      method: { about: METHODS.join(', '), optional: true },
      provider: { about: `${SIGNING_PROVIDERS.join(', ')}: who signs, when the key is not here`, optional: true },
    },
    options: OPTIONS,
    examples: [
      { command: 'mcp-publisher login github', about: 'With GitHub, in the browser' },
      { command: 'mcp-publisher login github-oidc', about: 'In GitHub Actions' },
      { command: 'mcp-publisher login dns --domain example.com --new-key', about: 'With a domain, for the first time' },
      { command: 'mcp-publisher login dns --domain example.com', about: 'With a domain, with the key made above' },
      {
        command:
          'mcp-publisher login dns google-kms --domain example.com --resource projects/p/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1',
        about: 'With a key in Google Cloud KMS',
      },
      {
        command: 'mcp-publisher login http azure-key-vault --domain example.com --vault myvault --key mykey',
        about: 'With a key in Azure Key Vault',
      },
      { command: 'mcp-publisher login none --registry http://localhost:8080', about: 'At a registry of your own, for tests' },
    ],
    run: async (context, { method, provider }, { registry = DEFAULT_REGISTRY, ...options }) => {
      const { env, signal, output } = context
      const { url, client } = openRegistry(surroundings, requireRegistryUrl(registry))
      const { proof, kept, unpublished } = await prepare(surroundings, context, method, provider, options)
      if (unpublished) {
        const { instructions, ...made } = unpublished
        const next = `The private key is in ${made.keyFile}. When the record is visible, run: mcp-publisher login ${method} --domain ${made.domain}`
        output.result({ loggedIn: false, ...made }, `${instructions}\n${next}`)
        return 'done'
      }
      output.say(`Logging in to ${url} with ${proof.method} …`)
      const showDeviceCode = ({ userCode, verificationUri }: { userCode: string; verificationUri: string }) =>
        // Also with --json and --quiet: without the code nobody can go on.
        void output.stderr.write(`Open ${verificationUri} and enter the code ${userCode}\nWaiting for the confirmation …\n`)
      const answer = await obtainToken(surroundings, { url, client }, proof, { env, signal, showDeviceCode })
      const token = answer.registry_token
      const file = await saveLogin(env, { token, method: proof.method, registry, ...kept })
      const claims = findClaims(token)
      const permissions = claims?.permissions ?? []
      const expiresAt = answer.expires_at > 0 ? new Date(answer.expires_at * 1000).toISOString() : undefined
      for (const { action, resource } of permissions) output.say(`  may ${action} ${resource}`)
      output.result(
        { loggedIn: true, registry: url, method: proof.method, permissions, ...(expiresAt && { expiresAt }), file },
        `✓ Logged in to ${url}${expiresAt === undefined ? '' : ` until ${expiresAt}`}`,
      )
      return 'done'
    },
  })

async function prepare(
  surroundings: Surroundings,
  context: Context,
  method: string | undefined,
  provider: string | undefined,
  options: LoginOptions,
): Promise<Preparation> {
  switch (method) {
    case 'github':
      return { proof: { method, token: options.token }, kept: {} }
    case 'github-oidc':
    case 'none':
      return { proof: { method }, kept: {} }
    case 'dns':
    case 'http':
      return prepareDomain(surroundings, context, method, requireProvider(provider), options)
    case undefined:
      throw new UsageError(`The method is needed: ${METHODS.join(', ')}.`)
    default:
      throw new UsageError(`There is no method ${JSON.stringify(method)}. The methods are: ${METHODS.join(', ')}.`)
  }
}

function requireProvider(provider: string | undefined): SigningProvider | undefined {
  const known = SIGNING_PROVIDERS.find((name) => name === provider)
  if (provider === undefined || known !== undefined) return known
  throw new UsageError(`There is no signing provider ${JSON.stringify(provider)}. They are: ${SIGNING_PROVIDERS.join(', ')}.`)
}

async function prepareDomain(
  surroundings: Surroundings,
  context: Context,
  method: 'dns' | 'http',
  provider: SigningProvider | undefined,
  options: LoginOptions,
): Promise<Preparation> {
  const { env, output } = context
  const domain = requireDomain(options.domain, method)
  if (options.newKey) return prepareNewKey(surroundings, context, method, domain, options)
  const signer = await openSigner(surroundings, env, { ...options, domain, provider })
  output.say(`The registry will look for: ${toProofRecord(signer)}`)
  return { proof: { method, domain, signer }, kept: toKept(domain, provider, options) }
}

async function prepareNewKey(
  surroundings: Surroundings,
  { env, output, signal }: Context,
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
  await waitUntilVisible(surroundings, proof, waitMs, progress, signal)
  return { proof, kept }
}

function toKept(domain: string, provider: SigningProvider | undefined, options: LoginOptions): Partial<StoredLogin> {
  const { resource, vault, key, privateKeyFile } = options
  return {
    domain,
    ...(provider && { signingProvider: provider }),
    ...(provider && resource && { resource }),
    ...(provider && vault && { vault }),
    ...(provider && key && { key }),
    ...(!provider && privateKeyFile && { privateKeyFile }),
  }
}
