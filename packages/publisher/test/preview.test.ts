import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { openWorkspace } from './harness/workspace.js'

const npm = {
  registryType: 'npm',
  identifier: '@acme/kite',
  version: '1.4.0',
  transport: { type: 'stdio' },
  environmentVariables: [{ name: 'KITE_KEY', isRequired: true, isSecret: true, description: 'Key of your account.' }],
  packageArguments: [
    { type: 'named', name: '--units', default: 'metric', choices: ['metric', 'imperial'], description: 'Units of the wind.' },
    { type: 'positional', valueHint: 'beach', isRequired: true },
  ],
}

const bundle = {
  registryType: 'mcpb',
  identifier: 'https://github.com/acme/kite/releases/download/v1.4.0/kite-mcp-linux-amd64.mcpb',
  fileSha256: 'a'.repeat(64),
  transport: { type: 'stdio' },
}

const remote = {
  type: 'streamable-http',
  url: 'https://{tenant}.kite.example.com/mcp',
  variables: { tenant: { description: 'Your tenant.', isRequired: true } },
  headers: [{ name: 'Authorization', value: 'Bearer {token}', variables: { token: { isRequired: true, isSecret: true } } }],
}

function toFile(fields: Readonly<Record<string, unknown>> = { packages: [npm, bundle], remotes: [remote] }): string {
  return JSON.stringify(
    {
      $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
      name: 'com.acme/kite',
      description: 'Wind at every height.',
      title: 'Kite',
      version: '1.4.0',
      repository: { url: 'https://github.com/acme/kite', source: 'github' },
      ...fields,
    },
    null,
    2,
  )
}

verifies('publisher:preview', 'shows questions, the command, and configurations of three clients', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile() })
  const { exitCode, stdout, stderr } = await workspace.run(['preview', '--package', '1'])
  expect([exitCode, stderr]).toEqual([0, ''])
  const [head = '', ...clients] = stdout.split(/\n\n(?= {2}[A-Z])/)
  expect(head.split('\n')).toEqual([
    'com.acme/kite 1.4.0',
    '  Kite',
    '  Wind at every height.',
    '',
    'package 1 npm @acme/kite 1.4.0 stdio',
    '  Asks for',
    '    KITE_KEY (required; secret): Key of your account.',
    '    --units (optional; one of metric, imperial; default metric): Units of the wind.',
    '    beach (required)',
    '  Runs',
    "    KITE_KEY='<KITE_KEY>' npx -y @acme/kite@1.4.0 --units metric '<beach>'",
  ])
  expect(clients.map((text) => text.trim().split('\n')[0])).toEqual([
    'VS Code installs it from a registry as',
    'Claude Code is configured as',
    'Codex is configured as',
  ])
  const [vsCode, claudeCode, codex] = clients
  expect(vsCode).toContain('"id": "KITE_KEY"')
  expect(vsCode).toContain('    ! Does not ask for beach: declare it with a "description".')
  expect(claudeCode).toContain('"KITE_KEY": "${KITE_KEY}"')
  expect(codex).toContain('    [mcp_servers.kite]\n')
})

test('what a remote connects to is shown, with placeholders', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile() })
  const { stdout } = await workspace.run(['preview', '--remote', '1', '--client', 'codex'])
  expect(stdout).toContain(
    '  Connects to\n    https://<tenant>.kite.example.com/mcp\n    Authorization: Bearer <token>\n\n  Codex is configured as',
  )
  expect(stdout).toContain('bearer_token_env_var = "KITE_TOKEN"')
  expect(stdout).toContain('The user sets the environment variable KITE_TOKEN')
})

test('VS Code takes the first package only, and runs some types alone', async () => {
  const crate = { registryType: 'cargo', identifier: 'kite', version: '1.4.0', transport: { type: 'stdio' } }
  await using workspace = await openWorkspace({ 'server.json': toFile({ packages: [crate, npm] }) })
  const { stdout } = await workspace.run(['preview', '--client', 'vscode'])
  expect(stdout).toContain('Installs\n    cargo install kite --version 1.4.0\n  Runs\n    kite\n')
  expect(stdout).toContain('! Cannot run packages of type cargo.')
  expect(stdout.split('package 2')[1]).toContain('VS Code is configured as')
})

test('a bundle is downloaded, and its manifest says the rest, once for all clients', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile() })
  const { stdout } = await workspace.run(['preview', '--package', '2'])
  expect(stdout).toContain(`Downloads, and runs by its manifest\n    ${bundle.identifier}\n`)
  expect(stdout).toContain('\n  VS Code, Claude Code, Codex\n')
})

test('an invalid document is refused with its issues, and warnings are shown', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile({ version: '^1.0.0', packages: [npm] }) })
  const refused = await workspace.run(['preview'])
  expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('[version-looks-like-range]')
  expect(JSON.parse((await workspace.run(['preview', '--json'])).stdout)).toMatchObject({ valid: false, issues: [{ line: 6 }] })
  await workspace.write('server.json', toFile({ packages: [{ ...npm, runtime_hint: 'npx' }] }))
  const shown = await workspace.run(['preview'])
  expect([shown.exitCode, shown.stderr]).toEqual([0, expect.stringContaining('[unknown-field]')])
})

test('--json has the choices, their inputs, commands and configurations', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile() })
  const { choices } = JSON.parse((await workspace.run(['preview', '--json', '--client', 'cursor'])).stdout)
  expect(choices).toHaveLength(3)
  expect(choices[0]).toMatchObject({
    choice: { kind: 'package', index: 0 },
    inputs: [{ id: 'KITE_KEY', isSecret: true }, { id: '--units' }, { id: 'beach' }],
    launch: { kind: 'stdio', command: 'npx', args: ['-y', '@acme/kite@1.4.0', '--units', 'metric', '<beach>'] },
    clients: [{ client: 'cursor', text: expect.stringContaining('mcpServers') }],
  })
})

test('a number without a package or remote is an error, and so is a server without any', async () => {
  await using workspace = await openWorkspace({ 'server.json': toFile() })
  expect(await workspace.run(['preview', '--package', '3'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is no package 3. The number of packages is 2.'),
  })
  await workspace.write('server.json', toFile({}))
  expect((await workspace.run(['preview'])).stdout).toContain('It names no package and no remote: clients cannot use it.')
})

test('the lines fit 90 columns, and control characters do not reach the terminal', async () => {
  const long = { ...npm, environmentVariables: [{ name: 'A', description: 'word '.repeat(40) }] }
  const args = Array.from({ length: 30 }, (_, index) => ({ type: 'positional', value: `value-${index}` }))
  const description = `\u009B2J${'wind '.repeat(18)}`.trim()
  await using workspace = await openWorkspace({
    'server.json': toFile({ packages: [{ ...long, packageArguments: args }], description }),
  })
  const { stdout } = await workspace.run(['preview', '--client', 'codex'])
  const [shown = ''] = stdout.split('Codex is configured as')
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90)
  expect(shown).toMatch(/Runs\n {4}npx -y @acme\/kite@1\.4\.0 value-0 .* \\\n {6}value-/)
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
})
