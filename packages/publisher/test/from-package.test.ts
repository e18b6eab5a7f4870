import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FakeAnswer, type FakeServer, startFakeServer, toToken } from '@mcp-registry/testkit/fake-server'
import { verifies } from '../../../test/verifies.js'
import { openWorkspace, type Workspace } from './harness/workspace.js'

const HOUR_MS = 3_600_000
const NPM_LATEST: Readonly<Record<string, unknown>> = { '/npm/%40acme%2Fkite/latest': { version: '1.4.0' } }

/** A registry that publishes everything, and package registries with these answers by path. */
function startRegistries(answers: Readonly<Record<string, unknown>> = NPM_LATEST, publications: FakeAnswer[] = []) {
  return startFakeServer(({ path, body, headers }) => {
    if (path.startsWith('/v0.1/publish')) return publications.shift() ?? { body: { server: JSON.parse(String(body)), _meta: {} } }
    if (path === '/openapi.json') return { body: { paths: { '/v0.1/publish': { post: { parameters: [{ name: 'dry_run' }] } } } } }
    if (path === '/nuget/index.json')
      return { body: { resources: [{ '@id': `http://${headers.host}/nuget/flat/`, '@type': 'PackageBaseAddress/3.0.0' }] } }
    return Object.hasOwn(answers, path) ? { body: answers[path] } : undefined
  })
}

function toFile(packages: readonly object[], version = '0.0.0'): string {
  const document = { name: 'com.acme/kite', description: 'Wind.', version, packages }
  return `${JSON.stringify(document, null, 2)}\n`
}

function toPackage(
  registryType: string,
  registry: FakeServer,
  identifier = 'kite',
  fields: object = { version: '0.0.0' },
): object {
  const path = registryType === 'nuget' ? 'nuget/index.json' : registryType
  return { registryType, registryBaseUrl: `${registry.url}/${path}`, identifier, ...fields, transport: { type: 'stdio' } }
}

async function logIn(workspace: Workspace, registry: FakeServer): Promise<void> {
  const folder = join(workspace.home, '.config/mcp-publisher')
  await mkdir(folder, { recursive: true })
  const token = toToken({ exp: Math.floor((Date.now() + HOUR_MS) / 1000) })
  await writeFile(join(folder, 'token.json'), JSON.stringify({ token, method: 'github', registry: registry.url }))
}

/** Publishes with the options, and returns also the document that was sent last. */
async function publish(workspace: Workspace, registry: FakeServer, ...options: readonly string[]) {
  await logIn(workspace, registry)
  const outcome = await workspace.run(['publish', '--from-package', ...options])
  const sent = registry.requests.findLast(({ path }) => path.startsWith('/v0.1/publish'))?.body
  return { ...outcome, sent: sent && JSON.parse(String(sent)) }
}

verifies('publisher:version-of-packages', 'sends the latest release, and writes it into the file only with --write', async () => {
  await using registry = await startRegistries()
  const text = toFile([toPackage('npm', registry, '@acme/kite')])
  await using workspace = await openWorkspace({ 'server.json': text })
  const { exitCode, stdout, stderr, sent } = await publish(workspace, registry)
  expect([exitCode, stdout]).toEqual([0, '✓ Successfully published com.acme/kite 1.4.0\n'])
  expect(stderr).toContain(`npm @acme/kite: 1.4.0 (the latest release at ${registry.url}/npm)`)
  expect(sent).toMatchObject({ version: '1.4.0', packages: [{ version: '1.4.0' }] })
  expect(await workspace.read('server.json')).toBe(text)
  expect((await publish(workspace, registry, '--write')).stderr).toContain('Wrote the version into server.json.')
  expect(await workspace.read('server.json')).toBe(text.replaceAll('0.0.0', '1.4.0'))
})

test('a version that is missing is inserted, and the rest of the text stays as it is', async () => {
  await using registry = await startRegistries()
  const entry = JSON.stringify(toPackage('npm', registry, '@acme/kite', {}))
  const text = `\uFEFF{\r\n\t"name":"com.acme/kite",\r\n\t"description": "W\\u0069nd.", "packages": [${entry}] }`
  await using workspace = await openWorkspace({ 'server.json': text })
  expect((await publish(workspace, registry, '--write')).exitCode).toBe(0)
  expect(await workspace.read('server.json')).toBe(
    text
      .replace('kite",\r', 'kite",\r\n\t"version": "1.4.0",\r')
      .replace('"identifier":"@acme/kite"', '"identifier":"@acme/kite", "version": "1.4.0"'),
  )
})

test.each([
  { has: '1.4.0', says: 'package.json, and the latest release at' },
  { has: '1.3.9', says: 'package.json; it is at' },
])('package.json has priority if the package registry has its version: $has', async ({ has, says }) => {
  await using registry = await startRegistries({ ...NPM_LATEST, '/npm/%40acme%2Fkite/1.3.9': { version: '1.3.9' } })
  await using workspace = await openWorkspace({
    'package.json': JSON.stringify({ name: '@acme/kite', version: has }),
    '.mcp/server.json': toFile([toPackage('npm', registry, '@acme/kite')]),
  })
  const { stderr, sent } = await publish(workspace, registry)
  expect([stderr, sent]).toEqual([
    expect.stringContaining(`npm @acme/kite: ${has} (${says}`),
    expect.objectContaining({ version: has }),
  ])
})

test('a version that is not released is refused, and waited for with --wait', async () => {
  const missing = { status: 400, body: { title: 'x', detail: 'Not there.', code: 'package-not-found', retryable: false } }
  await using registry = await startRegistries(NPM_LATEST, [missing])
  await using workspace = await openWorkspace({
    'package.json': JSON.stringify({ name: '@acme/kite', version: '1.5.0' }),
    'server.json': toFile([toPackage('npm', registry, '@acme/kite')]),
  })
  const refused = await publish(workspace, registry)
  expect([refused.exitCode, refused.sent]).toEqual([1, undefined])
  expect(refused.stderr).toContain('package.json has version 1.5.0 of npm @acme/kite, which is not at')
  expect(refused.stderr).toContain('whose latest release is 1.4.0. Publish the package first, or wait for it: --wait 10m.')
  expect(await publish(workspace, registry, '--wait', '10m')).toMatchObject({ exitCode: 0, sent: { version: '1.5.0' } })
  expect(workspace.pauses).toHaveLength(1)
})

test('a placeholder in package.json does not count, nor does the version of another package', async () => {
  await using registry = await startRegistries()
  await using workspace = await openWorkspace({
    'package.json': JSON.stringify({ name: '@acme/kite', version: '0.0.0-development' }),
    'other/package.json': JSON.stringify({ name: '@acme/other', version: '7.0.0' }),
    'server.json': toFile([toPackage('npm', registry, '@acme/kite')]),
  })
  expect((await publish(workspace, registry)).sent).toMatchObject({ version: '1.4.0' })
})

test('every type of package has a latest release', async () => {
  await using registry = await startRegistries({
    ...NPM_LATEST,
    '/pypi/pypi/acme-kite/json': { info: { version: '1.4.0' } },
    '/nuget/flat/acme.kite/index.json': { versions: ['1.3.0', '1.4.0', '1.5.0-beta'] },
    '/cargo/api/v1/crates/kite': { crate: { max_stable_version: '1.4.0', max_version: '2.0.0-rc.1' } },
    '/go/github.com/!acme/kite/@latest': { Version: 'v1.4.0' },
  })
  const packages = [
    toPackage('npm', registry, '@acme/kite'),
    toPackage('pypi', registry, 'acme-kite'),
    toPackage('nuget', registry, 'Acme.Kite'),
    toPackage('cargo', registry),
    toPackage('go', registry, 'github.com/Acme/kite/cmd/kite'),
    toPackage('oci', registry, 'ghcr.io/acme/kite:v1.4.0', {}),
    toPackage('mcpb', registry, 'https://github.com/acme/kite/releases/download/v1.4.0/kite-mcp.mcpb', {}),
  ]
  await using workspace = await openWorkspace({ 'server.json': toFile(packages) })
  const { exitCode, sent } = await publish(workspace, registry)
  expect([exitCode, sent.version]).toEqual([0, '1.4.0'])
  expect(sent.packages.map(({ version }: { readonly version?: string }) => version)).toEqual([
    ...Array.from({ length: 4 }, () => '1.4.0'),
    'v1.4.0',
    undefined,
    undefined,
  ])
  expect(registry.requests.find(({ path }) => path.startsWith('/cargo'))?.headers['user-agent']).toMatch(/^mcp-publisher\//)
})

test('packages that disagree are refused with the list of their versions', async () => {
  await using registry = await startRegistries()
  const packages = [toPackage('npm', registry, '@acme/kite'), toPackage('oci', registry, 'ghcr.io/acme/kite:1.3.0', {})]
  await using workspace = await openWorkspace({ 'server.json': toFile(packages) })
  const { exitCode, stderr, sent } = await publish(workspace, registry)
  expect([exitCode, sent]).toEqual([1, undefined])
  expect(stderr).toContain(`  npm @acme/kite: 1.4.0 (the latest release at ${registry.url}/npm)\n`)
  expect(stderr).toContain('  oci ghcr.io/acme/kite:1.3.0: 1.3.0 (part of its identifier)\n')
  expect(stderr).toContain('omit --from-package.')
})

test.each([
  { entry: ['oci', 'ghcr.io/acme/kite:latest'], says: 'The identifier of oci ghcr.io/acme/kite:latest contains no version.' },
  { entry: ['npm', 'unknown'], says: 'Publish the package first' },
  { entry: ['deb', 'kite'], says: 'packages[0] has an unknown type.' },
  { entry: undefined, says: 'server.json lists no packages to take the version from.' },
] as const)('a package without a version is refused with a remedy: $says', async ({ entry, says }) => {
  await using registry = await startRegistries()
  const packages = entry === undefined ? [] : [toPackage(entry[0], registry, entry[1])]
  await using workspace = await openWorkspace({ 'server.json': toFile(packages) })
  const { exitCode, stderr, sent } = await publish(workspace, registry)
  expect([exitCode, stderr, sent]).toEqual([1, expect.stringContaining(says), undefined])
})

test('a package registry that fails is named, with what to do without it', async () => {
  const workspaceFetch: typeof fetch = async (input, init) =>
    typeof input === 'string' && input.includes('/npm/') ? new Response('', { status: 503 }) : fetch(input, init)
  await using registry = await startRegistries()
  const files = { 'server.json': toFile([toPackage('npm', registry, '@acme/kite')]) }
  await using workspace = await openWorkspace(files, { fetch: workspaceFetch })
  const { exitCode, stderr } = await publish(workspace, registry)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/127\.0\.0\.1:\d+ does not say .* HTTP 503\. Try again, or set the version in server\.json/)
})

test('a dry run takes the version too; --write needs a publication', async () => {
  await using registry = await startRegistries()
  await using workspace = await openWorkspace({ 'server.json': toFile([toPackage('npm', registry, '@acme/kite')]) })
  expect(await publish(workspace, registry, '--dry-run')).toMatchObject({
    stdout: '✓ com.acme/kite 1.4.0 can be published (nothing was changed)\n',
  })
  expect((await publish(workspace, registry, '--dry-run', '--write')).exitCode).toBe(2)
  expect((await workspace.run(['publish', '--write'])).exitCode).toBe(2)
})

test.each([['of any length', '9'.repeat(300)] as const, ['with a line break', '1.0.0\n::error::x'] as const])(
  'a version %s of a package registry is refused and not printed',
  async (_, version) => {
    await using registry = await startRegistries({ '/npm/kite/latest': { version } })
    await using workspace = await openWorkspace({ 'server.json': toFile([toPackage('npm', registry)]) })
    expect(await publish(workspace, registry)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `error: ${registry.url}/npm answers with a version of npm kite that is malformed. Set the version in server.json and omit --from-package.\n`,
      sent: undefined,
    })
  },
)
