import { type ErrorCode, RegistryError, TokenResponse } from '@mcp-registry/contract'
import Type from 'typebox'
import { DiagnoseRequest, diagnoseDomain, Diagnosis } from '../../identity/diagnose-domain.js'
import { DomainProof, exchangeDnsProof, exchangeHttpProof } from '../../identity/exchange-domain-key.js'
import { exchangeGithubAccessToken } from '../../identity/exchange-github-at.js'
import { exchangeGithubOidc } from '../../identity/exchange-github-oidc.js'
import { exchangeOidc } from '../../identity/exchange-oidc.js'
import { issueAnonymousToken } from '../../identity/issue-anonymous-token.js'
import { toWhoami, Whoami } from '../../identity/whoami.js'
import type { Services } from '../../services.js'
import { type Answer, defineOperation, type Operation } from '../operation.js'

/** Operations that exchange proofs of identity for registry tokens, describe the caller, and diagnose the keys of a domain. */
export function identityOperations({ identity }: Pick<Services, 'identity'>): readonly Operation[] {
  return [
    defineOperation({
      method: 'POST',
      path: '/auth/github-at',
      operationId: 'exchangeGithubAccessToken',
      tag: 'identity',
      summary: 'Exchange a GitHub access token',
      description:
        'Grants the namespace of the account, and of each organisation that it owns; for those the token needs the scope `read:org`.',
      access: 'public',
      body: Type.Object({ github_token: Type.String({ maxLength: 2048 }) }, { additionalProperties: false }),
      bodyExample: { github_token: 'gho_…' },
      answer: token,
      errors: [...issueErrors, 'github-token-refused', 'github-account-changed', 'nothing-granted', 'github-unavailable'],
      handle: ({ body }) => exchangeGithubAccessToken(identity, body.github_token),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/github-oidc',
      operationId: 'exchangeGithubOidcToken',
      tag: 'identity',
      summary: 'Exchange the id token of a GitHub Actions job',
      description:
        'Grants the namespace of the account that owns the repository. The audience is the public URL of this registry or its origin, unless the operator has set another.',
      access: 'public',
      body: idToken,
      bodyExample: { oidc_token: 'eyJhbGciOiJSUzI1NiJ9…' },
      answer: token,
      errors: [...issueErrors, ...idTokenErrors, 'workflow-refused', 'github-account-changed', 'nothing-granted'],
      handle: ({ body }) => exchangeGithubOidc(identity, body.oidc_token),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/oidc',
      operationId: 'exchangeOidcToken',
      tag: 'identity',
      summary: 'Exchange an id token of the configured issuer',
      description: 'Grants the permissions that the operator has configured for the issuer.',
      access: 'public',
      body: idToken,
      bodyExample: { oidc_token: 'eyJhbGciOiJSUzI1NiJ9…' },
      answer: token,
      errors: [...issueErrors, ...idTokenErrors, 'auth-method-disabled', 'claims-refused', 'nothing-granted'],
      handle: ({ body }) => exchangeOidc(identity, body.oidc_token),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/dns',
      operationId: 'exchangeDnsProof',
      tag: 'identity',
      summary: 'Exchange a signature made with a key in DNS',
      description:
        'Grants the namespace of the domain and all namespaces below it. The key is published in a TXT record of the domain.',
      access: 'public',
      body: DomainProof,
      bodyExample: exampleProof,
      answer: token,
      errors: [...issueErrors, ...domainErrors, 'dns-unavailable'],
      handle: ({ body }) => exchangeDnsProof(identity, body),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/http',
      operationId: 'exchangeHttpProof',
      tag: 'identity',
      summary: 'Exchange a signature made with a key on a website',
      description:
        'Grants the namespace of the domain, not those below it. The key stands at `https://<domain>/.well-known/mcp-registry-auth`.',
      access: 'public',
      body: DomainProof,
      bodyExample: exampleProof,
      answer: token,
      errors: [...issueErrors, ...domainErrors, 'proof-host-unavailable'],
      handle: ({ body }) => exchangeHttpProof(identity, body),
    }),
    defineOperation({
      method: 'GET',
      path: '/auth/whoami',
      operationId: 'whoami',
      tag: 'identity',
      summary: 'Get the permissions of a token',
      description: 'Includes namespaces that were not granted, with the reason.',
      access: 'publisher',
      answer: {
        schema: Whoami,
        description: 'The bearer and its permissions.',
        example: {
          method: 'dns',
          subject: 'example.com',
          permissions: [{ action: 'publish', resource: 'com.example/*' }],
          expiresAt: '2026-01-01T00:05:00.000Z',
          deniedNamespaces: [],
          notGranted: [],
        },
      },
      errors: ['database-unavailable'],
      handle: async ({ publisher }) => toWhoami(publisher),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/diagnose',
      operationId: 'diagnoseDomain',
      tag: 'identity',
      summary: 'Diagnose a domain',
      description: 'Looks up the keys of the domain in DNS and on its website, and reports problems. Grants nothing.',
      access: 'public',
      body: DiagnoseRequest,
      bodyExample: exampleProof,
      answer: {
        schema: Diagnosis,
        description: 'The lookups and their results.',
        example: {
          domain: 'example.com',
          namespace: 'com.example',
          dns: { where: 'TXT records of example.com', records: [{ algorithm: 'ed25519', fingerprint: 'SHA256:…' }], others: 2 },
          http: { where: 'https://example.com/.well-known/mcp-registry-auth', records: [], others: 0, code: 'proof-not-found' },
          clock: { now: '2026-01-01T00:00:00.000Z', skewSeconds: -0.4 },
        },
      },
      errors: ['invalid-domain', 'invalid-timestamp'],
      handle: ({ body }) => diagnoseDomain(identity, body),
    }),
    defineOperation({
      method: 'POST',
      path: '/auth/none',
      operationId: 'createAnonymousToken',
      tag: 'identity',
      summary: 'Get an anonymous token',
      description: 'For development. Permits publishing to the anonymous namespace, if the operator has enabled it.',
      access: 'public',
      answer: token,
      errors: ['auth-method-disabled'],
      async handle() {
        if (identity.config.anonymous) return issueAnonymousToken(identity)
        throw new RegistryError(
          'auth-method-disabled',
          'This registry does not issue anonymous tokens. Log in with GitHub or a domain.',
        )
      },
    }),
  ]
}

const token: Answer = {
  schema: TokenResponse,
  description: 'A token that is valid for a few minutes.',
  example: { registry_token: 'eyJhbGciOiJFZERTQSJ9…', expires_at: 1767225900 },
}

// The signature is truncated.
const exampleProof: DomainProof = {
  domain: 'example.com',
  timestamp: '2026-01-01T00:00:00Z',
  signed_timestamp: '8f3c…',
}

const idToken = Type.Object({ oidc_token: Type.String({ maxLength: 16_384 }) }, { additionalProperties: false })

const issueErrors: readonly ErrorCode[] = ['namespace-denied', 'database-unavailable']
const idTokenErrors: readonly ErrorCode[] = ['oidc-token-refused', 'oidc-issuer-unavailable']
const domainErrors: readonly ErrorCode[] = [
  'invalid-domain',
  'invalid-timestamp',
  'clock-skew',
  'proof-not-found',
  'proof-unusable',
  'signature-mismatch',
  'signature-used',
  'nothing-granted',
]
