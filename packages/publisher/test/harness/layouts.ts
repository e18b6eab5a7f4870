/** A project as people lay it out. */
export interface Layout {
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  /** The repository on GitHub, `owner/name`; without it there is no git. */
  readonly repository?: string
  readonly tags?: readonly string[]
  readonly argv?: readonly string[]
  /** The keys that answer a prompt on a terminal, by the beginning of its text. */
  readonly answers?: Readonly<Record<string, string>>
}

const json = (value: unknown) => JSON.stringify(value, null, 2)
const DOCKERFILE = 'FROM node:24\nCOPY . /app\nENTRYPOINT ["node", "/app/server.js"]\n'

export const LAYOUTS: readonly Layout[] = [
  {
    title: 'npm, with mcpName',
    repository: 'acme/wind',
    files: {
      'package.json': json({
        name: '@acme/wind',
        version: '1.2.0',
        description: 'Wind at any place',
        bin: 'wind.js',
        mcpName: 'io.github.acme/wind',
      }),
    },
  },
  {
    title: 'npm, released by semantic-release',
    repository: 'acme/wind',
    tags: ['v1.3.0', 'v1.4.0'],
    files: {
      'package.json': json({ name: 'wind-mcp', version: '0.0.0-development', description: 'Wind at any place', bin: 'wind.js' }),
    },
  },
  {
    title: 'npm, with several programs',
    repository: 'acme/wind',
    files: {
      'package.json': json({
        name: 'wind',
        version: '1.0.0',
        description: 'Wind',
        bin: { wind: 'cli.js', 'wind-mcp': 'mcp.js' },
      }),
    },
  },
  {
    title: 'npm workspace with a private root',
    repository: 'acme/wind-monorepo',
    files: {
      'package.json': json({ name: 'wind-monorepo', private: true, version: '0.0.0', workspaces: ['packages/*'] }),
      'packages/server/package.json': json({
        name: '@wind/server',
        version: '1.5.0',
        description: 'Wind',
        bin: 'server.js',
        mcpName: 'io.github.acme/wind',
      }),
      'packages/ui/package.json': json({ name: '@wind/ui', private: true, version: '1.0.0' }),
    },
  },
  {
    title: 'npm workspace, with --package',
    repository: 'acme/wind-monorepo',
    argv: ['--package', 'packages/server'],
    files: {
      'package.json': json({ name: 'wind-monorepo', private: true, version: '0.0.0', workspaces: { packages: ['packages/*'] } }),
      'packages/server/package.json': json({ name: '@wind/server', version: '1.5.0', description: 'Wind', bin: 'server.js' }),
    },
  },
  {
    title: 'pnpm workspace with tags of each package',
    repository: 'acme/wind',
    tags: ['@wind/core@9.0.0', '@wind/mcp@2.1.0'],
    argv: ['--package', '@wind/mcp'],
    files: {
      'package.json': json({ name: 'wind', private: true }),
      'pnpm-workspace.yaml': "packages:\n  - 'libs/**'\n  # the examples are private\n  - '!libs/examples'\n",
      'libs/core/package.json': json({ name: '@wind/core', version: '9.0.0' }),
      'libs/servers/mcp/package.json': json({
        name: '@wind/mcp',
        version: '0.0.0',
        description: 'Wind',
        bin: { 'wind-mcp': 'a.js' },
      }),
      'libs/examples/package.json': json({ name: '@wind/examples', version: '1.0.0' }),
    },
  },
  {
    title: 'uv, with the version in a file',
    repository: 'acme/wind',
    files: {
      'pyproject.toml':
        '[project]\nname = "wind"\ndynamic = ["version"]\ndescription = "Wind"\nreadme = "README.md"\n[project.scripts]\nwind = "wind:main"\n[tool.hatch.version]\npath = "src/wind/__init__.py"\n',
      'src/wind/__init__.py': '"""Wind."""\n\n__version__ = "3.1.4"\n',
      'README.md': '# Wind\n',
    },
  },
  {
    title: 'uv, with a version from tags that are not there',
    repository: 'acme/wind',
    files: {
      'pyproject.toml':
        '[project]\nname = "acme-wind"\ndynamic = ["version"]\ndescription = "Wind"\n[project.scripts]\nwind-server = "wind:main"\n',
    },
  },
  {
    title: 'uv workspace',
    repository: 'acme/wind',
    files: {
      'pyproject.toml':
        '[project]\nname = "wind-workspace"\nversion = "0.0.0"\nclassifiers = ["Private :: Do Not Upload"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
      'packages/mcp/pyproject.toml':
        '[project]\nname = "wind-mcp"\nversion = "0.2.0"\ndescription = "Wind"\nreadme = "../../README.md"\n[project.scripts]\nwind-mcp = "wind:main"\n',
      'packages/old/pyproject.toml': '[project]\nname = "wind-old"\nversion = "0.1.0"\n',
      'README.md': '# Wind\n\n<!--mcp-name: io.github.acme/wind-->\n',
    },
  },
  {
    title: 'Poetry, with a long description',
    answers: { 'What does it do': '' },
    repository: 'acme/wind',
    files: {
      'pyproject.toml':
        '[tool.poetry]\nname = "wind"\nversion = "0.9.0"\ndescription = "Forecasts of the wind for any place. With gusts, directions, warnings, maps and a calendar of the last hundred years."\nreadme = ["docs/about.md", "CHANGES.md"]\n[tool.poetry.scripts]\nwind = "wind:main"\nwind-admin = "wind:admin"\n',
      'docs/about.md': '# Wind\n`mcp-name: io.github.acme/wind`\n',
    },
  },
  {
    title: '.NET solution with a shared version',
    repository: 'acme/Wind',
    files: {
      'Wind.sln':
        'Microsoft Visual Studio Solution File, Format Version 12.00\nProject("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Wind.Mcp", "src\\Wind.Mcp\\Wind.Mcp.csproj", "{00000000-0000-0000-0000-000000000001}"\nEndProject\nProject("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Wind.Tests", "tests\\Wind.Tests\\Wind.Tests.csproj", "{00000000-0000-0000-0000-000000000002}"\nEndProject\n',
      'Directory.Build.props': '<Project><PropertyGroup><Version>4.2.0</Version></PropertyGroup></Project>',
      'src/Wind.Mcp/Wind.Mcp.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><PackAsTool>true</PackAsTool><PackageReadmeFile>README.md</PackageReadmeFile><Description>Wind</Description></PropertyGroup><ItemGroup><None Include="..\\..\\README.md" Pack="true" PackagePath="\\" /></ItemGroup></Project>',
      'tests/Wind.Tests/Wind.Tests.csproj': '<Project Sdk="Microsoft.NET.Sdk"></Project>',
      'README.md': '# Wind\n<!-- mcp-name: io.github.acme/wind -->\n',
    },
    argv: ['--package', 'nuget'],
  },
  {
    title: '.NET solution in the new format',
    answers: { 'Which packages': ' ' },
    repository: 'acme/Wind',
    files: {
      'Wind.slnx': '<Solution><Folder Name="/src/"><Project Path="src/Wind.Mcp/Wind.Mcp.csproj" /></Folder></Solution>',
      'src/Wind.Mcp/Wind.Mcp.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><Version>1.0.0</Version></PropertyGroup></Project>',
    },
  },
  {
    title: 'Cargo crate',
    repository: 'acme/wind',
    files: {
      'Cargo.toml': '[package]\nname = "wind-mcp"\nversion = "0.3.0"\ndescription = "Wind"\n',
      'src/main.rs': 'fn main() {}\n',
      'README.md': '# Wind\n\nmcp-name: io.github.acme/wind-mcp\n',
    },
  },
  {
    title: 'Cargo workspace with inherited fields',
    repository: 'acme/wind',
    argv: ['--package', 'crates/wind-mcp'],
    files: {
      'Cargo.toml':
        '[workspace]\nmembers = ["crates/*"]\n[workspace.package]\nversion = "0.7.1"\ndescription = "Wind"\nrepository = "https://github.com/acme/wind"\n',
      'crates/wind-core/Cargo.toml': '[package]\nname = "wind-core"\nversion.workspace = true\n',
      'crates/wind-core/src/lib.rs': '',
      'crates/wind-mcp/Cargo.toml':
        '[package]\nname = "wind-mcp"\nversion.workspace = true\ndescription.workspace = true\nrepository.workspace = true\n',
      'crates/wind-mcp/src/main.rs': 'fn main() {}\n',
    },
  },
  {
    title: 'Go, program in the root',
    repository: 'acme/wind',
    tags: ['v0.4.0'],
    files: { 'go.mod': 'module github.com/acme/wind\n', 'main.go': 'package main\n\nfunc main() {}\n' },
  },
  {
    title: 'Go, one program below cmd',
    repository: 'acme/kite',
    tags: ['v2.0.0', 'v2.1.0-rc.1'],
    files: {
      'go.mod': 'module github.com/acme/kite/v2\n',
      'kite.go': 'package kite\n',
      'cmd/kite/main.go': '// Kite.\npackage main\n\nfunc main() {}\n',
    },
  },
  {
    title: 'Go, several programs below cmd',
    repository: 'acme/kite',
    files: {
      'go.mod': 'module github.com/acme/kite\n',
      'cmd/kite/main.go': 'package main\n',
      'cmd/kite-mcp/main.go': 'package main\n',
    },
  },
  {
    title: 'Dockerfile with a label, named in a workflow',
    repository: 'acme/ee',
    tags: ['v1.0.0'],
    files: {
      Dockerfile: `${DOCKERFILE}LABEL io.modelcontextprotocol.server.name="io.github.acme/ee"\nLABEL org.opencontainers.image.description="Elections"\n`,
      '.github/workflows/image.yml':
        'jobs:\n  push:\n    steps:\n      - uses: docker/metadata-action@v5\n        with:\n          images: acmecorp/ee-mcp\n          tags: |\n            type=semver,pattern={{version}}\n',
    },
  },
  {
    title: 'Dockerfile without a label, named by variables',
    repository: 'Acme/Ee',
    tags: ['v1.0.0'],
    files: {
      Dockerfile: `${DOCKERFILE}EXPOSE 8080\n`,
      '.github/workflows/image.yml':
        'env:\n  REGISTRY: ghcr.io\n  IMAGE_NAME: ${{ github.repository }}\njobs:\n  push:\n    steps:\n      - run: docker build -t ${{ env.REGISTRY }}/${{ env.IMAGE_NAME }}:${{ github.ref_name }} .\n',
    },
  },
  {
    title: 'Dockerfile, named in the README',
    repository: 'acme/ee',
    files: {
      'docker/Dockerfile': DOCKERFILE,
      'README.md':
        '# Elections\n\n```json\n{"command": "docker", "args": ["run", "-i", "--rm", "-v", "acme/data:/data", "quay.io/acme/ee-server:v1.2.3"]}\n```\nBuilt from docker.io/library/node:24.\n',
    },
  },
  {
    title: 'Dockerfile that no file names',
    repository: 'acme/ee',
    files: { Dockerfile: DOCKERFILE },
  },
  {
    title: 'MCP bundle with a placeholder version',
    repository: 'acme/wind-mcp',
    tags: ['1.4.0'],
    files: {
      'manifest.json': json({
        manifest_version: '0.3',
        name: 'wind-mcp',
        version: '0.0.0',
        description: 'Wind',
        server: { type: 'node' },
      }),
    },
  },
  {
    title: 'monorepo of servers that declares no workspace',
    answers: { 'Which packages': ' ' },
    repository: 'acme/servers',
    files: {
      'README.md': '# Servers\n',
      'src/wind/package.json': json({ name: '@acme/wind', version: '1.0.0', bin: 'a.js' }),
      'src/rain/pyproject.toml': '[project]\nname = "acme-rain"\nversion = "1.0.0"\n[project.scripts]\nacme-rain = "rain:main"\n',
    },
  },
  {
    title: 'npm and Dockerfile, neither declared',
    repository: 'acme/wind',
    files: { 'package.json': json({ name: 'wind', version: '1.0.0', description: 'Wind', bin: 'a.js' }), Dockerfile: DOCKERFILE },
  },
  {
    title: 'folder without a project',
    files: { 'notes.txt': 'Wind\n' },
  },
]
