import { KEY_ALGORITHMS } from '@mcp-registry/contract'
import { defineCommand } from '../command-line/command.js'
import { registryOption, requireChosenRegistry } from '../login/chosen-registry.js'
import { toLoginCommandLine } from '../login/login-hint.js'
import { repeatUntilSeen } from '../login/new-key.js'
import { METHODS, obtainToken } from '../login/obtain-token.js'
import { SIGNING_PROVIDERS } from '../login/open-signer.js'
import { prepareProof } from '../login/prepare-proof.js'
import { findClaims } from '../login/registry-token.js'
import { saveLogin, setOtherLoginAside } from '../login/token-store.js'
import { openRegistry } from '../open-registry.js'
import type { Host } from '../host.js'

const OPTIONS = {
  ...registryOption,
  token: {
    kind: 'text',
    short: 't',
    placeholder: 'token',
    about: 'github: a GitHub token (or MCP_GITHUB_TOKEN); oidc: an ID token (or MCP_OIDC_TOKEN)',
  },
  audience: {
    kind: 'text',
    placeholder: 'text',
    about: "github-oidc: the audience that the registry requires (default: the origin of the registry's URL)",
  },
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
    choices: KEY_ALGORITHMS,
    about: 'dns, http: the key type (default: detected from the key)',
  },
  newKey: { kind: 'flag', about: 'dns, http: generate a key, print the record, wait until it is visible, and log in' },
  wait: { kind: 'text', placeholder: 'time', about: 'with --new-key: how long to wait (default: 10m; 0: do not wait)' },
  resource: {
    kind: 'text',
    short: 'r',
    placeholder: 'name',
    about: 'google-kms: the key version, projects/…/cryptoKeyVersions/…',
  },
  vault: { kind: 'text', short: 'v', placeholder: 'name', about: 'azure-key-vault: the name of the vault' },
  key: { kind: 'text', short: 'k', placeholder: 'name', about: 'azure-key-vault: the name of the key' },
} as const

export const toLoginCommand = (host: Host) =>
  defineCommand({
    name: 'login',
    summary: 'Log in to a registry.',
    details: [
      'Methods, and the names that they permit:',
      '  github        a code to confirm at GitHub, or a token: io.github.<you>/*',
      '  github-oidc   inside GitHub Actions, no secret: io.github.<owner>/*',
      '  oidc          an ID token of the issuer that the registry trusts: what its operator has set',
      '  dns           a key in a TXT record: com.example/* and com.example.*',
      '  http          a key in a file on a web server: com.example/*',
      '  none          anonymous, at test registries',
      '',
      'Signing providers, for dns and http with a key in a key service:',
      '  google-kms        needs --resource',
      '  azure-key-vault   needs --vault and --key',
      '',
      'The token is kept in ~/.config/mcp-publisher, readable by you alone. It is valid for a few minutes. You can be logged in to several',
      'registries; the last successful login is the one in use, and --registry chooses another.',
    ].join('\n'),
    arguments: {
      method: { about: METHODS.join(', '), optional: true },
      provider: { about: `${SIGNING_PROVIDERS.join(', ')}: the key service that signs`, optional: true },
    },
    options: OPTIONS,
    examples: [
      { command: 'mcp-publisher login github', about: 'With GitHub, in the browser' },
      { command: 'mcp-publisher login github-oidc', about: 'In GitHub Actions' },
      { command: 'mcp-publisher login dns --domain example.com --new-key', about: 'With a domain, for the first time' },
      { command: 'mcp-publisher login dns --domain example.com', about: 'With a domain and the key generated above' },
      {
        command:
          'mcp-publisher login dns google-kms --domain example.com --resource projects/p/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1',
        about: 'With a key in Google Cloud KMS',
      },
      {
        command: 'mcp-publisher login http azure-key-vault --domain example.com --vault myvault --key mykey',
        about: 'With a key in Azure Key Vault',
      },
      { command: 'mcp-publisher login none --registry http://localhost:8080', about: 'At a local test registry' },
    ],
    run: async (context, { method, provider }, { registry: given, ...options }) => {
      const { env, signal, output } = context
      const registry = openRegistry(host, requireChosenRegistry(env, given))
      const { url } = registry
      await setOtherLoginAside(env, url)
      const { proof, kept, unpublished, unseen } = await prepareProof(host, context, registry, method, provider, options)
      if (unpublished) {
        const { instructions, ...made } = unpublished
        const next = `The private key is in ${made.keyFile}. When the record is visible, run: ${toLoginCommandLine(url, { ...kept, method: proof.method })}`
        output.result({ loggedIn: false, ...made }, `${instructions}\n${next}`)
        return 'done'
      }
      output.say(`Logging in to ${url} with ${proof.method} …`)
      const showDeviceCode = ({ userCode, verificationUri }: { userCode: string; verificationUri: string }) =>
        // Printed even with --json and --quiet: the login cannot continue without the code.
        void output.stderr.write(`Open ${verificationUri} and enter the code ${userCode}\nWaiting for the confirmation …\n`)
      const logIn = () => obtainToken(host, registry, proof, { env, signal, showDeviceCode })
      const answer = await (unseen ? repeatUntilSeen(host, unseen.key, unseen.deadline, signal, logIn) : logIn())
      const token = answer.registry_token
      const file = await saveLogin(env, { token, method: proof.method, registry: url, ...kept })
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
