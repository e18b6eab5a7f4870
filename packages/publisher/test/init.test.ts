import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { resolveLaunch } from '@mcp-registry/client'
import { PUBLIC_BASE_URLS, validateServerJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

async function init(workspace: Workspace, ...argv: readonly string[]) {
  const outcome = await workspace.run(['init', ...argv])
  expect(outcome.exitCode, outcome.stderr).toBe(0)
  return { ...outcome, server: JSON.parse(await workspace.read('server.json')) }
}

test('package.json gives name, description, version, repository and package', async () => {
  const manifest = {
    name: '@alice/weather',
    version: '1.2.3',
    description: 'Forecasts for any place',
    mcpName: 'io.github.alice/weather',
    bin: 'server.js',
    repository: { type: 'git', url: 'git+ssh://git@github.com/alice/tools.git', directory: 'packages/weather' },
  }
  await using workspace = await openWorkspace({ 'package.json': JSON.stringify(manifest) })
  const { server, stdout, stderr } = await init(workspace)
  expect(server).toEqual({
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: 'io.github.alice/weather',
    description: 'Forecasts for any place',
    repository: { url: 'https://github.com/alice/tools', source: 'github', subfolder: 'packages/weather' },
    version: '1.2.3',
    packages: [{ registryType: 'npm', identifier: '@alice/weather', version: '1.2.3', transport: { type: 'stdio' } }],
  })
  expect(validateServerJson(await workspace.read('server.json'))).toMatchObject({ valid: true })
  expect(stdout).toBe('✓ Created server.json\n')
  expect(stderr).not.toContain('Before you publish')
  expect(stderr.slice(stderr.indexOf('Then:')).split('\n')).toEqual([
    'Then:',
    '  mcp-publisher validate',
    '  publish the package with its own tool: the registry reads the server name in it',
    expect.stringMatching(/^ {2}mcp-publisher login github --registry \S+ {3}\(or dns, http\)$/),
    '  mcp-publisher publish',
    '',
    '',
  ])
})

test('for the anonymous namespace, the login is that of anybody', async () => {
  await using workspace = await openWorkspace({})
  const { stderr } = await init(workspace, '--name', 'io.modelcontextprotocol.anonymous/a', '--remote', 'https://example.com/mcp')
  expect(stderr).toMatch(
    /Then:\n {2}mcp-publisher validate\n {2}mcp-publisher login none --registry \S+\n {2}mcp-publisher publish\n/,
  )
})

test.each([
  {
    file: 'pyproject.toml',
    text: `[project]\nname = "alice-weather"\nversion = "2.0.0"\ndescription = "Forecasts"\n[project.urls]\nSource = "https://github.com/alice/weather"\n`,
    found: { registryType: 'pypi', identifier: 'alice-weather', version: '2.0.0' },
    marker: 'README.md: add <!-- mcp-name: io.github.alice/alice-weather -->',
  },
  {
    file: 'pyproject.toml',
    text: `[tool.poetry]\nname = "alice-weather"\nversion = "2.0.0"\ndescription = "Forecasts"\nrepository = "https://github.com/alice/weather"\n`,
    found: { registryType: 'pypi', identifier: 'alice-weather', version: '2.0.0' },
    marker: 'mcp-name: io.github.alice/alice-weather',
  },
  {
    file: 'Cargo.toml',
    text: `[package]\nname = "weather"\nversion = "0.3.0"\ndescription = "Forecasts"\nrepository = "https://github.com/alice/weather"\n`,
    found: { registryType: 'cargo', identifier: 'weather', version: '0.3.0' },
    marker: 'README.md: add "mcp-name: io.github.alice/weather" to it as visible text',
  },
  {
    file: 'Alice.Weather.csproj',
    text: `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><Version>1.10</Version><Description>Forecasts</Description><RepositoryUrl>https://github.com/alice/weather</RepositoryUrl></PropertyGroup></Project>`,
    found: { registryType: 'nuget', identifier: 'Alice.Weather', version: '1.10' },
    marker: 'PackageReadmeFile',
  },
  {
    file: 'go.mod',
    text: `module github.com/alice/weather/v2\n\ngo 1.23\n`,
    found: { registryType: 'go', identifier: 'github.com/alice/weather/v2', version: 'v1.0.0' },
    marker: undefined,
  },
  {
    file: 'Dockerfile',
    text: `FROM scratch\nLABEL org.opencontainers.image.source="https://github.com/Alice/weather" \\\n  org.opencontainers.image.description='Forecasts' org.opencontainers.image.version=$VERSION\n`,
    found: { registryType: 'oci', identifier: 'ghcr.io/alice/weather:1.0.0' },
    marker: 'Dockerfile: add LABEL io.modelcontextprotocol.server.name="com.example/project"',
    name: 'com.example/project',
  },
  {
    file: 'manifest.json',
    text: `{"manifest_version":"0.3","name":"weather","display_name":"Weather","version":"1.4.0","description":"Forecasts","repository":{"url":"https://github.com/alice/weather"},"server":{"type":"node"}}`,
    found: {
      registryType: 'mcpb',
      identifier: 'https://github.com/alice/weather/releases/download/v1.4.0/weather.mcpb',
    },
    marker: 'SHA-256',
  },
])('$file gives the package and says which marker to add: $found.registryType', async ({ file, text, found, marker, name }) => {
  await using workspace = await openWorkspace({ [file]: text })
  const { server, stderr } = await init(workspace, ...(name ? ['--name', name] : []))
  expect(server.packages).toEqual([{ ...found, transport: { type: 'stdio' } }])
  expect(server.repository.url.toLowerCase()).toBe('https://github.com/alice/weather')
  if (marker === undefined) expect(stderr).not.toContain(`- ${file}`)
  else expect(stderr).toContain(marker)
})

test('an existing marker gives the name, and no advice is printed', async () => {
  await using workspace = await openWorkspace({
    'pyproject.toml': '[project]\nname = "weather"\nversion = "1.0.0"\ndescription = "Forecasts"\nreadme = "docs/about.md"\n',
    'docs/about.md': '# Weather\n<!-- mcp-name: com.alice/weather -->\n',
  })
  const { server, stderr } = await init(workspace)
  expect(server.name).toBe('com.alice/weather')
  expect(stderr).not.toContain('mcp-name')
})

test('a marker is read as the registry reads it', async () => {
  await using workspace = await openWorkspace({
    'pyproject.toml': '[project]\nname = "weather"\nversion = "1.0.0"\ndescription = "Forecasts"\n',
    'README.md': 'not-mcp-name: com.alice/old\nMCP-Name: com.alice/weather--> mcp-name:\ncom.alice/other\n',
  })
  const { server, stderr } = await init(workspace)
  expect(server.name).toBe('com.alice/weather')
  expect(stderr).not.toContain('mcp-name')
  const spelled = await init(workspace, '--force', '--name', 'com.Alice/Weather')
  expect(spelled.server.name).toBe('com.Alice/Weather')
  expect(spelled.stderr).not.toContain('mcp-name')
})

test('a marker without blanks in a comment is read', async () => {
  await using workspace = await openWorkspace({
    'pyproject.toml': '[project]\nname = "ll"\nversion = "1.0.0"\nreadme = "README.md"\n',
    'README.md': '<!--mcp-name: io.github.acme/ll-->\n',
  })
  const { server, stderr } = await init(workspace)
  expect(server.name).toBe('io.github.acme/ll')
  expect(stderr).not.toContain('mcp-name')
})

verifies('init:version-from-tag', 'git gives the repository, the folder and the version of the last tag', async () => {
  await using workspace = await openWorkspace({ 'servers/weather/go.mod': 'module example.com/weather\n' })
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', workspace.cwd, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  git('init', '--quiet')
  git('remote', 'add', 'origin', 'git@github.com:alice/tools.git')
  git('add', '.')
  git('commit', '--quiet', '--no-gpg-sign', '-m', 'x')
  git('tag', 'v1.5.0')
  await using inner = await openWorkspace({}, { cwd: join(workspace.cwd, 'servers/weather') })
  const { exitCode } = await inner.run(['init'])
  const server = JSON.parse(await workspace.read('servers/weather/server.json'))
  expect(exitCode).toBe(0)
  expect(server).toMatchObject({
    name: 'io.github.alice/weather',
    version: '1.5.0',
    repository: { url: 'https://github.com/alice/tools', subfolder: 'servers/weather' },
    packages: [{ registryType: 'go', identifier: 'example.com/weather', version: 'v1.5.0' }],
  })
})

test('an empty folder gives a draft with placeholders', async () => {
  await using workspace = await openWorkspace()
  const { server, stderr } = await init(workspace)
  expect(server).toMatchObject({ name: 'com.example/project', version: '1.0.0' })
  expect(stderr).toContain('com.example stands for a namespace of yours')
  expect(stderr).toContain('server.json: description: ')
  expect((await workspace.run(['validate'])).exitCode).toBe(1)
})

test('options override what is found', async () => {
  await using workspace = await openWorkspace({ 'package.json': '{"name":"weather","version":"1.0.0"}' })
  const argv = ['--name', 'com.alice/rain', '--description', 'Rain', '--server-version', '3.0.0', '--title', 'Rain']
  const remote = ['--package', 'none', '--remote', 'https://mcp.alice.com/mcp']
  const { server } = await init(workspace, ...argv, ...remote, '--repository', 'gitlab:alice/rain')
  expect(server).toMatchObject({
    name: 'com.alice/rain',
    title: 'Rain',
    description: 'Rain',
    version: '3.0.0',
    repository: { url: 'https://gitlab.com/alice/rain', source: 'gitlab' },
    remotes: [{ type: 'streamable-http', url: 'https://mcp.alice.com/mcp' }],
  })
  expect(server).not.toHaveProperty('packages')
})

test('several packages are listed when each names the server, else only the first', async () => {
  const files = (label: string) => ({
    'package.json': JSON.stringify({ name: 'weather', version: '1.0.0', ...(label && { mcpName: 'com.alice/weather' }) }),
    Dockerfile: `FROM scratch\n${label}\n`,
  })
  await using both = await openWorkspace(files('LABEL io.modelcontextprotocol.server.name=com.alice/weather'))
  await using first = await openWorkspace(files(''))
  expect((await init(both)).server.packages).toHaveLength(2)
  expect((await init(first)).server.packages).toMatchObject([{ registryType: 'npm' }])
})

test('a long description is cut between words', async () => {
  const description = 'Forecasts and warnings '.repeat(10)
  await using workspace = await openWorkspace({ 'package.json': JSON.stringify({ name: 'weather', description }) })
  const { server } = await init(workspace)
  expect(server.description.length).toBeLessThanOrEqual(100)
  expect(server.description).toMatch(/(and|warnings|Forecasts)…$/)
})

test.each([
  { registry: 'https://npm.example.com/', registryBaseUrl: 'https://npm.example.com/' },
  { registry: PUBLIC_BASE_URLS.npm[0], registryBaseUrl: undefined },
])('a package that is published to $registry says so unless that is the public one', async ({ registry, registryBaseUrl }) => {
  const manifest = { name: 'weather', version: '1.0.0', publishConfig: { registry } }
  await using workspace = await openWorkspace({ 'package.json': JSON.stringify(manifest) })
  await workspace.run(['init', '--yes'])
  expect(JSON.parse(await workspace.read('server.json')).packages[0].registryBaseUrl).toBe(registryBaseUrl)
})

test('a project of .NET is read as MSBuild reads it: later groups override, and what refers to other properties is left open', async () => {
  await using workspace = await openWorkspace({
    'weather.csproj': `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<Project Sdk="Microsoft.NET.Sdk">
  <!-- <PropertyGroup><PackageId>Commented.Out</PackageId></PropertyGroup> -->
  <PropertyGroup>
    <PackageId>Draft</PackageId>
    <PackageVersion>$(Version)</PackageVersion>
    <Version> 1.10 </Version>
    <Description>Forecasts &amp; warnings</Description>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Other" Version="9.9.9" /></ItemGroup>
  <PropertyGroup Condition="'$(Configuration)' == 'Release'"><PackageId>Alice.Weather</PackageId></PropertyGroup>
</Project>`,
  })
  expect((await init(workspace)).server).toMatchObject({
    description: 'Forecasts & warnings',
    packages: [{ registryType: 'nuget', identifier: 'Alice.Weather', version: '1.10' }],
  })
})

test('private packages and malformed files are ignored', async () => {
  await using workspace = await openWorkspace({
    'package.json': '{"name":"weather","private":true}',
    'pyproject.toml': '[project\nname=',
    'a.csproj': '<Project><',
    'manifest.json': '{"name":"a web app","display":"standalone"}',
  })
  expect((await init(workspace)).server).not.toHaveProperty('packages')
})

test('an existing server.json is kept unless --force is given', async () => {
  await using workspace = await openWorkspace({ 'server.json': '{"mine":true}' })
  const refused = await workspace.run(['init'])
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
  expect(refused.stderr).toContain('init --force')
  expect(await workspace.read('server.json')).toBe('{"mine":true}')
  expect((await workspace.run(['init', '--force'])).exitCode).toBe(0)
})

test('a .mcp/server.json is kept, and replaced with --force', async () => {
  await using workspace = await openWorkspace({ '.mcp/server.json': '{"mine":true}' })
  const refused = await workspace.run(['init'])
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('There is a .mcp/server.json here already')])
  const forced = await workspace.run(['init', '--force'])
  expect(forced.stdout).toBe('✓ Created .mcp/server.json\n')
  expect(await workspace.read('.mcp/server.json')).toContain('com.example/project')
  await expect(workspace.read('server.json')).rejects.toThrow('ENOENT')
})

test('a member of a workspace that has a server.json is not described again', async () => {
  await using workspace = await openWorkspace({
    'package.json': '{"private":true,"workspaces":["packages/*"]}',
    'packages/a/package.json': '{"name":"a","version":"1.0.0"}',
    'packages/a/.mcp/server.json': '{}',
  })
  const { exitCode, stderr } = await workspace.run(['init', '--package', 'packages/a/'])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('mcp-publisher validate packages/a/.mcp/server.json')])
})

test.each([
  { file: 'package.json', text: '{"name":"a","version":"1.0.0"}', says: 'package.json: it has no "bin", so npx cannot start it' },
  {
    file: 'pyproject.toml',
    text: '[project]\nname = "a"\nversion = "1.0.0"\n',
    says: 'pyproject.toml: it has no scripts, so uvx',
  },
  { file: 'pyproject.toml', text: '[project]\nname = "a"\nversion = "1.0.0"\n', says: 'pyproject.toml: it names no readme' },
  { file: 'a.csproj', text: '<Project />', says: 'a.csproj: it is no tool, so dnx cannot start it: add <PackAsTool>' },
  { file: 'a.csproj', text: '<Project />', says: 'a.csproj: it packs no README: add <PackageReadmeFile>' },
  {
    file: 'Cargo.toml',
    text: '[package]\nname = "a"\nversion = "1.0.0"\n[[bin]]\nname = "b"\n',
    says: 'Cargo.toml: clients start a program called a, and the crate has b',
  },
])('what keeps clients from a package is said: $says', async ({ file, text, says }) => {
  await using workspace = await openWorkspace({ [file]: text })
  expect((await init(workspace)).stderr).toContain(says)
})

verifies(
  'init:names-packages-of-workspaces',
  'the packages of a workspace are named by their folder, those that declare a server name first, and 20 at most',
  async () => {
    const members = Array.from({ length: 25 }, (_, index) => String(index + 10))
    await using workspace = await openWorkspace({
      'package.json': '{"private":true,"workspaces":["packages/*"]}',
      ...Object.fromEntries(
        members.map((name) => [
          `packages/${name}/package.json`,
          JSON.stringify({ name, bin: 'a.js', mcpName: name === '34' ? 'a.b/c' : '' }),
        ]),
      ),
      'packages/34/Dockerfile': 'FROM scratch\n',
    })
    const lines = (await init(workspace)).stderr.split('\n').filter((line) => /--package|more/.test(line))
    expect(lines).toHaveLength(21)
    expect(lines[0]).toBe(
      '      mcp-publisher init --force --package packages/34 (npm 34, declares a.b/c; oci packages/34/Dockerfile)',
    )
    expect(lines.at(-1)).toBe('      … and 5 more')
    const image = await init(workspace, '--force', '--package', 'packages/34/Dockerfile')
    expect(image.server.packages).toMatchObject([{ registryType: 'oci' }])
  },
)

for (const { file, text, command } of [
  {
    file: 'package.json',
    text: JSON.stringify({ name: '@acme/kite', version: '1.0.0', bin: { kite: 'a.js', 'kite-mcp': 'b.js' } }),
    command: 'npx -y --package @acme/kite@1.0.0 kite-mcp',
  },
  {
    file: 'pyproject.toml',
    text: '[project]\nname = "kite"\nversion = "1.0.0"\n[project.scripts]\nkite-server = "k:main"\n',
    command: 'uvx --from kite==1.0.0 kite-server',
  },
])
  verifies('init:starts-the-right-program', `clients start the program that is the server: ${command}`, async () => {
    await using workspace = await openWorkspace({ [file]: text })
    const launch = resolveLaunch((await init(workspace)).server, { kind: 'package', index: 0 }, {})
    const process = launch.ok && launch.value.kind === 'stdio' ? launch.value : undefined
    expect([process?.command, ...(process?.args ?? [])].join(' ')).toBe(command)
  })

test('--program chooses the program of a package, and an unknown one is a usage error', async () => {
  await using workspace = await openWorkspace({
    'go.mod': 'module github.com/acme/kite\n',
    'cmd/kite/main.go': 'package main\n',
    'cmd/kite-mcp/main.go': 'package main\n',
  })
  const { server, stderr } = await init(workspace, '--program', 'kite')
  expect(server.packages).toMatchObject([{ identifier: 'github.com/acme/kite/cmd/kite' }])
  expect(stderr).not.toContain('starts the program')
  const unknown = await workspace.run(['init', '--force', '--program', 'ship'])
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('It has: cmd/kite, cmd/kite-mcp.')])
})

verifies('init:writes-marker', '--write-marker adds the server name to the file that proves it', async () => {
  await using workspace = await openWorkspace({
    'pyproject.toml':
      '[project]\nname = "wind"\nversion = "1.0.0"\nreadme = "docs/about.md"\n[project.scripts]\nwind = "w:main"\n',
    'docs/about.md': '# Wind\n',
  })
  const { stderr } = await init(workspace, '--name', 'com.acme/wind', '--write-marker')
  expect(await workspace.read('docs/about.md')).toBe('# Wind\n\n<!-- mcp-name: com.acme/wind -->\n')
  expect(stderr).toContain('✓ Added com.acme/wind to docs/about.md')
  expect(stderr).not.toContain('docs/about.md: add')
})

test('on a terminal, the marker is written after a question, and Ctrl-C writes nothing', async () => {
  const manifest = { name: 'wind', version: '1.0.0', description: 'Wind', bin: 'a.js' }
  await using workspace = await openWorkspace({ 'package.json': JSON.stringify(manifest) })
  const cancelled = await workspace.answer(['init'], { Name: '\u0003' })
  expect([cancelled.exitCode, cancelled.stderr]).toEqual([1, expect.stringContaining('Nothing was written')])
  const { asked } = await workspace.answer(['init', '--name', 'com.acme/wind'])
  expect(asked).toEqual(['Add com.acme/wind to package.json? It proves that the package is yours.'])
  expect(JSON.parse(await workspace.read('package.json'))).toEqual({ ...manifest, mcpName: 'com.acme/wind' })
})

test('texts of a project reach the terminal without control characters', async () => {
  await using workspace = await openWorkspace({
    'package.json': JSON.stringify({
      name: 'a',
      version: '1.0.0',
      mcpName: 'com.acme/\u001B[31mred',
      bin: { 'a\u001B[31m': 'a.js', b: 'b.js' },
    }),
  })
  expect((await workspace.run(['init'])).stderr).not.toContain('\u001B')
})

test.each([
  { argv: ['--package', 'npm'], says: 'several packages have this type. Name one: packages/a, packages/b.' },
  { argv: ['--package', 'packages/c'], says: 'no such package was found here. Found: packages/a, packages/b.' },
  { argv: ['--program', 'a'], says: '--program a: no package with programs is listed. Choose one with --package.' },
])('a choice that the workspace does not have is a usage error: $argv', async ({ argv, says }) => {
  await using workspace = await openWorkspace({
    'pnpm-workspace.yaml': 'packages: [packages/*]\n',
    'packages/a/package.json': '{"name":"a","version":"1.0.0"}',
    'packages/b/package.json': '{"name":"b","version":"1.0.0"}',
  })
  const { exitCode, stderr } = await workspace.run(['init', ...argv])
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)])
})

test.each([
  { argv: ['--name', 'no slash'], says: '--name' },
  { argv: ['--package', 'npm'], says: 'Found: none' },
  { argv: ['--repository', 'https://example.com/x'], says: 'no repository on GitHub or GitLab' },
])('a wrong option is a usage error: $argv', async ({ argv, says }) => {
  await using workspace = await openWorkspace()
  const { exitCode, stderr } = await workspace.run(['init', ...argv])
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)])
})

test('with --json the document and the advice are one value', async () => {
  await using workspace = await openWorkspace({ 'package.json': '{"name":"weather","version":"1.0.0"}' })
  const { stdout, stderr } = await workspace.run(['init', '--json', '--name', 'com.alice/weather'])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    file: 'server.json',
    server: { name: 'com.alice/weather' },
    advice: [{ registryType: 'npm', file: 'package.json', isDone: false, text: expect.stringContaining('"mcpName"') }],
  })
})

test('the ID of a public repository is written where GitHub answers', async () => {
  const manifest = JSON.stringify({ name: 'weather', repository: 'github:alice/weather' })
  const asked: unknown[] = []
  const answering =
    (answer: () => Response): typeof fetch =>
    async (input) => {
      asked.push(input)
      return answer()
    }
  const initWith = async (answer: () => Response) => {
    await using workspace = await openWorkspace({ 'package.json': manifest }, { fetch: answering(answer) })
    return (await init(workspace)).server.repository
  }
  const repository = { url: 'https://github.com/alice/weather', source: 'github' }
  expect(await initWith(() => Response.json({ id: 1296269 }))).toEqual({ ...repository, id: '1296269' })
  expect(asked).toEqual(['https://api.github.com/repos/alice/weather'])
  expect(await initWith(() => Response.json({ id: 'x' }))).toEqual(repository)
  expect(await initWith(() => new Response('', { status: 403 }))).toEqual(repository)
  const fails = () => {
    throw new TypeError('fetch failed')
  }
  expect(await initWith(fails)).toEqual(repository)
})
