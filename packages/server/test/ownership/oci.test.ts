import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type DockerRegistry,
  hasDockerRegistry,
  NO_DOCKER_REGISTRY,
  startDockerRegistry,
} from '../upstreams/start-docker-registry.js'
import { checkPackage, SERVER } from './check-package.js'

const LABEL = 'io.modelcontextprotocol.server.name'
const OTHER = 'io.github.mallory/weather'

describe.skipIf(!hasDockerRegistry())(hasDockerRegistry() ? 'a real image registry' : NO_DOCKER_REGISTRY, () => {
  // The tests only read it.
  let registry: DockerRegistry
  let right = ''
  let wrong = ''

  beforeAll(async () => {
    registry = await startDockerRegistry()
    right = await registry.pushImage('alice/weather', '1.0.0', { [LABEL]: SERVER })
    wrong = await registry.pushImage('alice/weather', 'wrong', { [LABEL]: OTHER })
    await registry.pushImage('alice/weather', 'none', { maintainer: 'alice' })
    await registry.pushImage('alice/weather', 'bare', undefined)
    await registry.pushIndex('alice/weather', 'multi', [
      { digest: wrong, os: 'unknown', architecture: 'unknown' },
      { digest: wrong, os: 'linux', architecture: 'arm64' },
      { digest: right, os: 'linux', architecture: 'amd64' },
    ])
    await registry.pushIndex('alice/weather', 'arm', [{ digest: right, os: 'linux', architecture: 'arm64' }])
    await registry.pushIndex('alice/weather', 'multi-wrong', [{ digest: wrong, os: 'linux', architecture: 'amd64' }])
  })
  afterAll(() => registry[Symbol.asyncDispose]())

  const check = (reference: string) =>
    checkPackage('oci', { identifier: `${registry.host}/${reference}` }, { overrides: { oci: { hosts: [registry.origin] } } })

  test('an image with the label is proven by tag, by digest and by both', async () => {
    expect(await check('alice/weather:1.0.0')).toBeUndefined()
    expect(await check(`alice/weather@${right}`)).toBeUndefined()
    expect(await check(`alice/weather:anything@${right}`)).toBeUndefined()
  })

  test('of an image for several platforms the usual one counts, attestations never', async () => {
    expect(await check('alice/weather:multi')).toBeUndefined()
    expect(await check('alice/weather:arm')).toBeUndefined()
    expect((await check('alice/weather:multi-wrong'))?.code).toBe('package-marker-mismatch')
  })

  test('a wrong label and no label are told, with the line for the Dockerfile', async () => {
    const remedy = `LABEL ${LABEL}="${SERVER}"`
    const mismatch = await check(`alice/weather@${wrong}`)
    expect(mismatch?.code).toBe('package-marker-mismatch')
    expect(mismatch?.message).toContain(OTHER)
    expect(mismatch?.message).toContain(remedy)
    for (const tag of ['none', 'bare']) {
      const missing = await check(`alice/weather:${tag}`)
      expect(missing?.code).toBe('package-marker-missing')
      expect(missing?.message).toContain(remedy)
    }
  })

  test('an unknown tag may show up yet', async () => {
    expect((await check('alice/weather:9.9.9'))?.code).toBe('package-not-yet-visible')
    expect((await check(`alice/weather@sha256:${'0'.repeat(64)}`))?.code).toBe('package-not-yet-visible')
  })
})
