import { afterAll, beforeAll, expect, test } from 'vitest'
import { startVerdaccio, type Verdaccio } from '@mcp-registry/testkit/upstreams/start-verdaccio'
import { checkPackage, SERVER } from './check-package.js'

// A real registry with packages of real `npm publish`; the tests only read it.
let registry: Verdaccio

beforeAll(async () => {
  registry = await startVerdaccio()
  await Promise.all([
    registry.publish({ name: '@alice/right', version: '1.0.0', mcpName: SERVER }),
    registry.publish({ name: 'wrong', version: '1.0.0', mcpName: 'io.github.mallory/weather' }),
    registry.publish({ name: 'none', version: '1.0.0' }),
    registry.publish({ name: 'odd', version: '1.0.0', mcpName: { name: SERVER } }),
    registry.publish({ name: '@private/weather', version: '1.0.0', mcpName: SERVER }),
  ])
  await registry.publish({ name: '@alice/right', version: '1.1.0-beta.1', mcpName: 'IO.GitHub.Alice/Weather' }, 'next')
}, 120_000)
afterAll(() => registry[Symbol.asyncDispose]())

test('a version whose package.json names the server is proven, in whatever case', async () => {
  expect(await check('@alice/right', '1.0.0')).toBeUndefined()
  expect(await check('@alice/right', '1.1.0-beta.1')).toBeUndefined()
})

test('another name is told, with what to write instead', async () => {
  const refusal = await check('wrong', '1.0.0')
  expect(refusal?.code).toBe('package-marker-mismatch')
  expect(refusal?.message).toContain('io.github.mallory/weather')
  expect(refusal?.message).toContain('"mcpName": "io.github.alice/weather"')
})

test('no name, and one that is no text, are missing', async () => {
  for (const name of ['none', 'odd']) {
    const refusal = await check(name, '1.0.0')
    expect(refusal?.code).toBe('package-marker-missing')
    expect(refusal?.message).toContain('"mcpName": "io.github.alice/weather"')
  }
})

test('an unknown version may show up yet, an unknown package does not', async () => {
  expect((await check('@alice/right', '9.9.9'))?.code).toBe('package-not-yet-visible')
  expect((await check('@alice/unknown', '1.0.0'))?.code).toBe('package-not-found')
})

test('a dist-tag does not stand for a version', async () => {
  for (const version of ['next', 'latest', '1', '^1.0.0', 'v1.0.0'])
    expect((await check('@alice/right', version))?.code).toBe('package-invalid-version')
})

test('a package behind a login is called private', async () => {
  expect((await check('@private/weather', '1.0.0'))?.code).toBe('package-private')
})

function check(identifier: string, version: string) {
  return checkPackage('npm', { identifier, version }, { overrides: { npm: { baseUrl: registry.url } } })
}
