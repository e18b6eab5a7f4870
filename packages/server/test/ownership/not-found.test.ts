import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { type Answer, answerJson, answerWith, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'
import { checkPackage, type PackageTypeName, SERVER } from './check-package.js'

// What each registry knows, by path; everything else is 404 there.
const CASES: readonly {
  readonly type: PackageTypeName
  readonly identifier: string
  readonly version: string
  /** The package is known, this version is not. */
  readonly known: Readonly<Record<string, unknown>>
  readonly common?: (origin: string) => Readonly<Record<string, unknown>>
}[] = [
  { type: 'pypi', identifier: 'Weather', version: '1.0.0', known: { '/pypi/Weather/json': { info: {} } } },
  {
    type: 'nuget',
    identifier: 'Alice.Weather',
    version: '1.0.0-Beta+build',
    known: { '/flat/alice.weather/index.json': { versions: ['0.9.0'] } },
    common: (origin) => ({
      '/': {
        resources: [
          { '@id': `${origin}/readme/{lower_id}/{lower_version}`, '@type': ['x', 'ReadmeUriTemplate/6.13.0'] },
          { '@id': `${origin}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
        ],
      },
    }),
  },
  { type: 'cargo', identifier: 'weather', version: '1.0.0', known: { '/api/v1/crates/weather': { crate: {} } } },
  {
    type: 'go',
    identifier: 'github.com/Alice/weather',
    version: 'v1.0.0',
    known: { '/github.com/!alice/weather/@v/list': 'v0.9.0\n' },
  },
]

test.each(CASES)(
  'an unknown $type package is told from one whose version is not there yet',
  async ({ type, identifier, version, known, common }) => {
    for (const [answers, code] of [
      [{}, 'package-not-found'],
      [known, 'package-not-yet-visible'],
    ] as const) {
      let origin = ''
      await using upstream = await startUpstream((request, response) =>
        answerFrom({ ...common?.(origin), ...answers })(request, response),
      )
      origin = upstream.origin
      const refusal = await checkPackage(type, { identifier, version }, { overrides: { [type]: { baseUrl: origin } } })
      expect(refusal?.code).toBe(code)
      expect(refusal?.message).toContain(identifier)
    }
  },
)

test('a Go version that no module of this path can have is explained, without the advice to wait', async () => {
  const [go] = CASES.filter(({ type }) => type === 'go')
  await using upstream = await startUpstream((request, response) => answerFrom(go?.known ?? {})(request, response))
  const overrides = { go: { baseUrl: upstream.origin } }
  const refusal = await checkPackage('go', { identifier: 'github.com/Alice/weather', version: 'v2.0.0' }, { overrides })
  expect(refusal?.code).toBe('package-not-found')
  expect(refusal?.message).toMatch(/but other versions do\. From version 2 on, .* github\.com\/Alice\/weather\/v2\.$/)
})

test('a NuGet README is looked up in lower case, without build metadata; a version without one lacks the marker', async () => {
  const [nuget] = CASES.filter(({ type }) => type === 'nuget')
  let origin = ''
  let readme: string | undefined = `<!-- mcp-name: ${SERVER} -->`
  await using upstream = await startUpstream((request, response) =>
    answerFrom({
      ...nuget?.common?.(origin),
      '/flat/alice.weather/index.json': { versions: ['1.0.0-beta'] },
      ...(readme && { '/readme/alice.weather/1.0.0-beta': readme }),
    })(request, response),
  )
  origin = upstream.origin
  const check = () =>
    checkPackage(
      'nuget',
      { identifier: 'Alice.Weather', version: '1.0.0-Beta+build' },
      { overrides: { nuget: { baseUrl: origin } } },
    )
  expect(await check()).toBeUndefined()
  readme = undefined
  expect((await check())?.code).toBe('package-marker-missing')
})

test('a Go module proves its server by its path, whatever the case, and its repository by existing', async () => {
  await using upstream = await startUpstream(
    answerFrom({ '/github.com/!alice/!weather/v2/@v/v2.0.0-!r!c.1.info': { Version: 'v2.0.0-RC.1' } }),
  )
  const overrides = { go: { baseUrl: upstream.origin } }
  const entry = { identifier: 'github.com/Alice/Weather/v2', version: 'v2.0.0-RC.1' }
  expect(await checkPackage('go', entry, { overrides })).toBeUndefined()
  expect((await checkPackage('go', entry, { overrides, serverName: 'io.github.mallory/x' }))?.code).toBe('package-owner-mismatch')
  expect((await checkPackage('go', entry, { overrides, serverName: 'io.github.alice-evil/x' }))?.code).toBe(
    'package-owner-mismatch',
  )
  expect((await checkPackage('go', entry, { overrides, serverName: 'com.example/x' }))?.code).toBe('package-owner-mismatch')
  const elsewhere = { identifier: 'example.com/alice/weather', version: 'v1.0.0' }
  expect((await checkPackage('go', elsewhere, { overrides }))?.code).toBe('package-registry-not-allowed')
})

verifies(
  'edge-65',
  'a Go program below the root of its module is proven by the longest path that is a module of that version',
  async () => {
    await using upstream = await startUpstream(
      answerFrom({
        '/github.com/alice/weather/@v/v1.4.0.info': { Version: 'v1.4.0' },
        '/github.com/alice/weather/v2/@v/v2.0.0.info': { Version: 'v2.0.0' },
        '/github.com/alice/@v/v3.0.0.info': { Version: 'v3.0.0' },
      }),
    )
    const overrides = { go: { baseUrl: upstream.origin } }
    const check = (identifier: string, version: string, serverName = 'io.github.alice/weather') =>
      checkPackage('go', { identifier, version }, { overrides, serverName })
    expect(await check('github.com/alice/weather/cmd/weather', 'v1.4.0')).toBeUndefined()
    expect(await check('github.com/alice/weather/v2/cmd/weather', 'v2.0.0')).toBeUndefined()
    expect((await check('github.com/alice/weather/cmd/weather', 'v1.4.0', 'io.github.mallory/x'))?.code).toBe(
      'package-owner-mismatch',
    )
    // A module is never shorter than a repository.
    expect((await check('github.com/alice/weather', 'v3.0.0'))?.code).toBe('package-not-found')
    const withoutSuffix = await check('github.com/alice/weather/cmd/weather', 'v2.0.0')
    expect(withoutSuffix?.message).toContain('such as github.com/alice/weather/v2/cmd/weather')
  },
)

test('another version of the module of a Go program tells that this one is not visible yet', async () => {
  await using upstream = await startUpstream(answerFrom({ '/github.com/alice/weather/@v/list': 'v1.3.0\n' }))
  const entry = { identifier: 'github.com/alice/weather/cmd/weather', version: 'v1.4.0' }
  const refusal = await checkPackage('go', entry, { overrides: { go: { baseUrl: upstream.origin } } })
  expect(refusal?.code).toBe('package-not-yet-visible')
})

function answerFrom(answers: Readonly<Record<string, unknown>>): Answer {
  return (request, response) => {
    const answer = answers[request.url ?? '']
    if (answer === undefined) answerWith(404, 'Not Found')(request, response)
    else if (typeof answer === 'string') answerWith(200, answer)(request, response)
    else answerJson(answer)(request, response)
  }
}
