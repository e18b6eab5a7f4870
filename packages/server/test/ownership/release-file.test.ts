import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { startSite } from '../upstreams/start-site.js'
import { answerEndlessly, answerWith, redirectTo } from '@mcp-registry/testkit/upstreams/start-upstream'
import { checkPackage } from './check-package.js'

const ZIP = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200_000, 'z')])
const SHA256 = createHash('sha256').update(ZIP).digest('hex')
const URL = 'https://github.com/alice/weather-mcp/releases/download/v1/weather.mcpb'
const FILES = 'release-assets.githubusercontent.com'

test('a release file with the promised hash is proven, wherever the host keeps its files', async () => {
  await using site = await startSite({ 'github.com': redirectTo(`https://${FILES}/1`), [FILES]: answerWith(200, ZIP) })
  expect(await checkPackage('mcpb', { identifier: URL, fileSha256: SHA256 }, site)).toBeUndefined()
  expect(
    await checkPackage('mcpb', { identifier: URL, fileSha256: SHA256 }, { ...site, serverName: 'com.example/weather' }),
  ).toBeUndefined()
})

verifies('edge-39', 'every fault of a release file is an error of its own', async () => {
  await using site = await startSite({
    'github.com': (request, response) => {
      const body = request.url?.includes('html') ? '<html>' : ZIP
      if (request.url?.includes('elsewhere')) redirectTo('https://evil.example/weather.mcpb')(request, response)
      else if (request.url?.includes('gone')) answerWith(404)(request, response)
      else answerWith(200, body)(request, response)
    },
    'evil.example': answerWith(200, ZIP),
  })
  const codeOf = async (identifier: string, fileSha256?: string, serverName?: string) =>
    (
      await checkPackage(
        'mcpb',
        { identifier, ...(fileSha256 && { fileSha256 }) },
        { ...site, ...(serverName && { serverName }) },
      )
    )?.code
  const release = 'https://github.com/alice/mcp/releases/download/v1'
  expect(await codeOf(URL, '0'.repeat(64))).toBe('package-file-hash-mismatch')
  expect(await codeOf(URL, SHA256.toUpperCase())).toBe('package-file-hash-invalid')
  expect(await codeOf(URL)).toBe('package-file-hash-missing')
  expect(await codeOf(`${release}/html`, SHA256)).toBe('package-file-not-zip')
  expect(await codeOf(URL.replace('https:', 'http:'), SHA256)).toBe('package-invalid-identifier')
  expect(await codeOf(URL.replace('github.com', 'github.com.evil.com'), SHA256)).toBe('package-registry-not-allowed')
  expect(await codeOf(`${release}/elsewhere`, SHA256)).toBe('package-redirect-refused')
  expect(await codeOf(`${release}/gone`, SHA256)).toBe('package-not-found')
  expect(await codeOf(URL, SHA256, 'io.github.mallory/weather')).toBe('package-owner-mismatch')
  expect(site.of('evil.example').connections()).toBe(0)
})

test('only files of releases with "mcp" in their address are downloaded', async () => {
  await using site = await startSite({ 'github.com': answerWith(200, ZIP) })
  for (const identifier of [
    'https://github.com/alice/weather/releases/download/v1/weather.zip',
    'https://github.com/alice/mcp/archive/refs/heads/main.zip',
    'https://github.com/alice/mcp/releases/latest/download/weather.zip',
    'https://github.com/alice/mcp/raw/main/weather.mcpb',
    'https://alice:secret@github.com/alice/mcp/releases/download/v1/a',
    'weather.mcpb',
    '',
  ])
    expect((await checkPackage('mcpb', { identifier, fileSha256: SHA256 }, site))?.code, identifier).toBe(
      'package-invalid-identifier',
    )
  expect(site.of('github.com').connections()).toBe(0)
})

test('a file larger than the limit is given up', async () => {
  await using site = await startSite({ 'github.com': answerEndlessly(100 * 1024 * 1024) })
  const refusal = await checkPackage('mcpb', { identifier: URL, fileSha256: SHA256 }, { ...site, maxBytes: 1_000_000 })
  // It does not begin like an archive, so the size does not come up.
  expect(refusal?.code).toBe('package-file-not-zip')
  await using large = await startSite({ 'github.com': answerWith(200, Buffer.concat([ZIP, Buffer.alloc(2_000_000)])) })
  expect((await checkPackage('mcpb', { identifier: URL, fileSha256: SHA256 }, { ...large, maxBytes: 1_000_000 }))?.code).toBe(
    'package-too-large',
  )
})
