import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { startSite } from '../upstreams/start-site.js'
import { type Answer, answerJson, answerWith, redirectTo, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'
import { checkPackage, SERVER } from './check-package.js'

const CONFIG = JSON.stringify({ config: { Labels: { 'io.modelcontextprotocol.server.name': SERVER } } })
const MANIFEST = JSON.stringify({ schemaVersion: 2, config: { digest: digestOf(CONFIG) } })
const MANIFEST_TYPE = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }
const CHALLENGE = { 'www-authenticate': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="x"' }

verifies('edge-40', 'an image without a host is pulled from the default one, with a token of its token server', async () => {
  const credentials: unknown[] = []
  const tokenRequests: unknown[] = []
  await using site = await startSite({
    'auth.docker.io': (request, response) => {
      tokenRequests.push(request.url)
      answerJson({ token: 'abc' })(request, response)
    },
    'registry-1.docker.io': hub('https://cdn.example/blob'),
    'cdn.example': (request, response) => {
      credentials.push(request.headers.authorization)
      answerWith(200, CONFIG)(request, response)
    },
  })
  expect(await checkPackage('oci', { identifier: 'alice/weather:1' }, site)).toBeUndefined()
  expect(tokenRequests).toEqual(['/token?service=registry.docker.io&scope=repository%3Aalice%2Fweather%3Apull'])
  expect(credentials).toEqual([undefined])
})

verifies('edge-40', 'hosts that only look like one of the list are refused before any request', async () => {
  for (const host of [
    'evil.pkg.dev.attacker.com',
    'pkg.dev',
    'evilpkg.dev',
    'azurecr.io',
    'ghcr.io.evil.com',
    'gcr.io',
    'localhost:5000',
    'ghcr.io:8443',
    '127.0.0.1:80',
  ])
    expect((await checkPackage('oci', { identifier: `${host}/a/b:1` }))?.code, host).toBe('package-registry-not-allowed')
})

verifies('edge-40', 'an image that needs a login is called private', async () => {
  for (const tokenServer of [answerWith(401), answerWith(403, '{"errors":[]}')]) {
    await using site = await startSite({ 'auth.docker.io': tokenServer, 'registry-1.docker.io': hub('') })
    expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, site))?.code).toBe('package-private')
  }
  await using stubborn = await startSite({
    'auth.docker.io': answerJson({ access_token: 'abc' }),
    'registry-1.docker.io': answerWith(401, '{}', CHALLENGE),
  })
  expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, stubborn))?.code).toBe('package-private')
  await using basic = await startSite({
    'registry-1.docker.io': answerWith(401, '{}', { 'www-authenticate': 'Basic realm="x"' }),
  })
  expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, basic))?.code).toBe('package-private')
})

test('a token server that is not that of the host is not asked', async () => {
  await using listener = await startUpstream(answerJson({ token: 'abc' }))
  for (const realm of ['https://evil.example/token', `${listener.origin}/token`, 'https://127.0.0.1/token']) {
    await using site = await startSite({
      'registry-1.docker.io': answerWith(401, '{}', { 'www-authenticate': `Bearer realm="${realm}"` }),
      'evil.example': answerJson({ token: 'abc' }),
    })
    expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, site))?.code).toBe('package-registry-not-allowed')
    expect(site.of('evil.example').connections()).toBe(0)
  }
  expect(listener.connections()).toBe(0)
})

test('a token server that fails refuses as retryable', async () => {
  for (const tokenServer of [
    answerWith(429),
    answerWith(500),
    answerWith(200, '{"token":'),
    answerJson({ token: 'a\nb' }),
    answerJson({}),
  ]) {
    await using site = await startSite({ 'auth.docker.io': tokenServer, 'registry-1.docker.io': hub('') })
    expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, site))?.code).toBe('package-upstream-unavailable')
  }
})

test('a manifest or configuration other than its digest says is not believed', async () => {
  const forged = CONFIG.replace('alice', 'alicE')
  await using site = await startSite({
    'ghcr.io': (request, response) =>
      answerWith(200, request.url?.includes('/blobs/') ? forged : MANIFEST, MANIFEST_TYPE)(request, response),
  })
  expect((await checkPackage('oci', { identifier: 'ghcr.io/a/b:1' }, site))?.code).toBe('package-upstream-unavailable')
  expect((await checkPackage('oci', { identifier: `ghcr.io/a/b@sha256:${'0'.repeat(64)}` }, site))?.code).toBe(
    'package-upstream-unavailable',
  )
})

test('a blob is not fetched from a private address', async () => {
  await using listener = await startUpstream(answerWith(200, CONFIG))
  await using site = await startSite({
    'auth.docker.io': answerJson({ token: 'abc' }),
    'registry-1.docker.io': hub('https://127.0.0.1/blob'),
  })
  expect((await checkPackage('oci', { identifier: 'alice/weather:1' }, site))?.code).toBe('package-address-refused')
  expect(listener.connections()).toBe(0)
})

test('fields that images do not have are refused by name', async () => {
  const identifier = 'ghcr.io/alice/weather:1'
  for (const field of [{ version: '1' }, { registryBaseUrl: 'https://ghcr.io' }, { fileSha256: '0'.repeat(64) }]) {
    const refusal = await checkPackage('oci', { identifier, ...field })
    expect(refusal?.code).toBe('package-field-not-allowed')
    expect(refusal?.message).toContain(Object.keys(field)[0])
  }
})

// As the default host behaves: a token first, then the manifest, then blobs from elsewhere.
function hub(blobLocation: string): Answer {
  return (request, response) => {
    if (request.headers.authorization !== 'Bearer abc') return answerWith(401, '{}', CHALLENGE)(request, response)
    if (request.url?.startsWith('/v2/alice/weather/blobs/')) return redirectTo(blobLocation, 307)(request, response)
    return answerWith(200, MANIFEST, MANIFEST_TYPE)(request, response)
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
