import { expect, test } from 'vitest'
import { answerEndlessly, answerWith, cutOff } from '@mcp-registry/testkit/upstreams/start-upstream'
import { startActionsIssuer } from '@mcp-registry/testkit/upstreams/start-actions-issuer'
import { startOidcIssuer } from '@mcp-registry/testkit/upstreams/start-oidc-issuer'
import { type IdentityRegistry, resourcesOf, startIdentityRegistry } from './start-identity-registry.js'
import { verifies } from '../../../../test/verifies.js'

const AUDIENCE = 'http://registry.test'

function timesOf({ clock }: IdentityRegistry) {
  const now = Math.floor(clock.now().getTime() / 1000)
  return { iat: now, nbf: now - 60, exp: now + 300, aud: AUDIENCE }
}

test('a GitHub Actions job gets the namespace of the owner of its repository, and the token knows the workflow', async () => {
  await using registry = await startIdentityRegistry()
  const oidc_token = await registry.actions.issue({ ...timesOf(registry), environment: 'release' })
  const publisher = await registry.login('github-oidc', { oidc_token })
  expect(resourcesOf(publisher)).toEqual(['io.github.alice/*'])
  expect(publisher).toMatchObject({
    method: 'github-oidc',
    subject: 'repo:alice/weather:ref:refs/heads/main',
    workflow: {
      repository: 'alice/weather',
      repositoryId: '4711',
      file: '.github/workflows/release.yml',
      environment: 'release',
    },
  })
})

test('a token of a pull request is refused', async () => {
  await using registry = await startIdentityRegistry()
  for (const claims of [
    { event_name: 'pull_request' },
    { event_name: 'pull_request_target' },
    { event_name: 'push', sub: 'repo:alice/weather:pull_request' },
  ]) {
    const refused = await registry.exchange('github-oidc', {
      oidc_token: await registry.actions.issue({ ...timesOf(registry), ...claims }),
    })
    expect(refused).toMatchObject({ status: 403, body: { code: 'workflow-refused' } })
  }
})

test('an id token with a wrong audience, issuer, time or signature is refused with the reason', async () => {
  await using registry = await startIdentityRegistry()
  const times = timesOf(registry)
  const cases = [
    [{ aud: 'https://other.example' }, /audience.*other\.example.*http:\/\/registry\.test/],
    [{ aud: 'mcp-registry' }, /audience.*before 1\.8\.0.*MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE/],
    [{ iss: 'https://evil.example' }, /issuer/],
    [{ exp: times.iat - 60 }, /expired/],
    [{ nbf: times.iat + 60 }, /nbf/],
    [{ repository_owner_id: undefined }, /repository_owner_id/],
    [{ repository_owner: 7 }, /repository_owner/],
  ] as const
  for (const [claims, detail] of cases) {
    const oidc_token = await registry.actions.issue({ ...times, ...claims })
    const refused = await registry.exchange('github-oidc', { oidc_token })
    expect(refused, JSON.stringify(claims)).toMatchObject({
      status: 401,
      body: { code: 'oidc-token-refused', detail: expect.stringMatching(detail) },
    })
  }
  await registry.actions.impersonate()
  const forged = await registry.exchange('github-oidc', { oidc_token: await registry.actions.issue(times) })
  expect(forged).toMatchObject({
    status: 401,
    body: { code: 'oidc-token-refused', detail: expect.stringContaining('signature') },
  })
  for (const oidc_token of ['', 'a.b.c', 'ey.ey.ey', '😀', `${'x'.repeat(16_000)}`]) {
    expect(await registry.exchange('github-oidc', { oidc_token })).toMatchObject({
      status: 401,
      body: { code: 'oidc-token-refused' },
    })
  }
})

test('the shared audience is accepted only where the operator says so', async () => {
  await using registry = await startIdentityRegistry({ env: { MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE: 'true' } })
  const oidc_token = await registry.actions.issue({ ...timesOf(registry), aud: 'mcp-registry' })
  expect((await registry.exchange('github-oidc', { oidc_token })).status).toBe(200)
})

verifies(
  'identity:actions-audience-is-url-or-origin',
  'the audience is the public URL or its origin, or what the operator has set, and then that alone',
  async () => {
    const statusOf = async (env: Record<string, string>, aud: string) => {
      await using registry = await startIdentityRegistry({ env })
      const oidc_token = await registry.actions.issue({ ...timesOf(registry), aud })
      return (await registry.exchange('github-oidc', { oidc_token })).status
    }
    const below = { MCP_REGISTRY_PUBLIC_URL: 'https://tools.example.com/registry' }
    expect(await statusOf(below, 'https://tools.example.com/registry')).toBe(200)
    expect(await statusOf(below, 'https://tools.example.com')).toBe(200)
    expect(await statusOf(below, 'https://tools.example.com/other')).toBe(401)
    const own = { ...below, MCP_REGISTRY_GITHUB_OIDC_AUDIENCE: 'our-registry' }
    expect(await statusOf(own, 'our-registry')).toBe(200)
    expect(await statusOf(own, 'https://tools.example.com')).toBe(401)
  },
)

test('an issuer that does not give its keys is a retryable refusal, and is asked again', async () => {
  await using registry = await startIdentityRegistry()
  const oidc_token = await registry.actions.issue(timesOf(registry))
  for (const fault of [
    answerWith(500),
    answerWith(429),
    answerWith(200, 'no JSON'),
    answerWith(200, '{"keys":1}'),
    cutOff('{"keys":['),
    answerEndlessly(5_000_000),
  ]) {
    registry.actions.setFault(fault)
    const refused = await registry.exchange('github-oidc', { oidc_token })
    expect(refused).toMatchObject({ status: 503, body: { code: 'oidc-issuer-unavailable', retryable: true } })
  }
  registry.actions.setFault(undefined)
  expect((await registry.exchange('github-oidc', { oidc_token })).status).toBe(200)
})

test('keys are fetched once', async () => {
  await using registry = await startIdentityRegistry()
  for (let count = 0; count < 3; count++)
    await registry.login('github-oidc', { oidc_token: await registry.actions.issue(timesOf(registry)) })
  expect(registry.actions.requests).toEqual(['GET /.well-known/openid-configuration', 'GET /.well-known/jwks'])
})

test('a repository of an account that took over the login of another is refused', async () => {
  await using registry = await startIdentityRegistry()
  await registry.login('github-oidc', { oidc_token: await registry.actions.issue(timesOf(registry)) })
  const oidc_token = await registry.actions.issue({ ...timesOf(registry), repository_owner_id: '9999' })
  expect(await registry.exchange('github-oidc', { oidc_token })).toMatchObject({
    status: 403,
    body: { code: 'github-account-changed' },
  })
})

test('an id token of a real issuer grants what the configuration says, when its claims match', async () => {
  await using issuer = await startOidcIssuer()
  await using registry = await startIdentityRegistry({
    env: {
      MCP_REGISTRY_OIDC_ENABLED: 'true',
      MCP_REGISTRY_OIDC_ISSUER: issuer.issuer,
      MCP_REGISTRY_OIDC_CLIENT_ID: 'registry',
      MCP_REGISTRY_OIDC_EXTRA_CLAIMS: '[{"groups":"publishers"}]',
      MCP_REGISTRY_OIDC_EDIT_PERMISSIONS: '*',
      MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'com.example/*',
    },
  })
  const publisher = await registry.login('oidc', { oidc_token: await issuer.login('bob', 'registry') })
  expect(publisher).toMatchObject({
    method: 'oidc',
    subject: 'bob',
    permissions: [
      { action: 'publish', resource: 'com.example/*' },
      { action: 'edit', resource: '*' },
    ],
  })
  const other = await registry.exchange('oidc', { oidc_token: await issuer.login('bob', 'other') })
  expect(other).toMatchObject({ status: 401, body: { code: 'oidc-token-refused', detail: expect.stringContaining('audience') } })
  const eve = await registry.exchange('oidc', { oidc_token: await issuer.login('eve', 'registry') })
  expect(eve).toMatchObject({ status: 403, body: { code: 'claims-refused' } })
})

test('an id token whose subject is longer than OpenID Connect allows, or is not ASCII, is refused', async () => {
  // Signs whatever it is told to.
  await using issuer = await startActionsIssuer()
  await using registry = await startIdentityRegistry({
    env: {
      MCP_REGISTRY_OIDC_ENABLED: 'true',
      MCP_REGISTRY_OIDC_ISSUER: issuer.origin,
      MCP_REGISTRY_OIDC_CLIENT_ID: 'registry',
      MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'com.example/*',
    },
  })
  const exchange = async (sub: string) =>
    registry.exchange('oidc', { oidc_token: await issuer.issue({ ...timesOf(registry), aud: 'registry', sub }) })
  expect(await exchange('a'.repeat(255))).toMatchObject({ status: 200 })
  for (const sub of ['a'.repeat(256), 'a'.repeat(4096), 'zoë', 'a\nb', '']) {
    expect(await exchange(sub), sub).toMatchObject({
      status: 401,
      body: { code: 'oidc-token-refused', detail: expect.stringContaining('"sub"') },
    })
  }
})

test('a GitHub Actions job whose subject the repository has made longer is let in, up to a bound', async () => {
  await using registry = await startIdentityRegistry()
  const exchange = async (length: number) =>
    registry.exchange('github-oidc', {
      oidc_token: await registry.actions.issue({ ...timesOf(registry), sub: 'r'.repeat(length) }),
    })
  expect(await exchange(1000)).toMatchObject({ status: 200 })
  expect(await exchange(1001)).toMatchObject({ status: 401, body: { code: 'oidc-token-refused' } })
})

test('without an issuer configured, and without anonymous access, both say so', async () => {
  await using registry = await startIdentityRegistry()
  for (const [method, body] of [
    ['oidc', { oidc_token: 'x' }],
    ['none', {}],
  ] as const) {
    expect(await registry.exchange(method, body)).toMatchObject({ status: 403, body: { code: 'auth-method-disabled' } })
  }
})
