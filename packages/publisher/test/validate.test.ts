import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { openWorkspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'
const valid = {
  $schema: SCHEMA,
  name: 'com.alice/weather',
  description: 'Forecasts for any place on earth.',
  version: '1.0.0',
  title: 'Weather',
  repository: { url: 'https://github.com/alice/weather', source: 'github' },
  remotes: [{ type: 'streamable-http', url: 'https://mcp.alice.com/mcp' }],
}

test('a valid file is exit code 0 and one line', async () => {
  await using workspace = await openWorkspace({ 'server.json': JSON.stringify(valid) })
  expect(await workspace.run(['validate'])).toEqual({ exitCode: 0, stdout: '✓ server.json is valid\n', stderr: '' })
})

test('every issue is shown at its line with a caret under it', async () => {
  const text = JSON.stringify({ ...valid, version: 1.25, repository: { url: 'nowhere', source: 'github' } }, null, 2)
  await using workspace = await openWorkspace({ 'server.json': text })
  const { exitCode, stdout } = await workspace.run(['validate', 'server.json'])
  expect(exitCode).toBe(1)
  const lines = stdout.split('\n')
  const at = lines.findIndex((line) => line.startsWith('server.json:5:14 error version: '))
  expect(lines.slice(at + 1, at + 3)).toEqual(['  5 |   "version": 1.25,', '    |              ^^^^'])
  expect(stdout).toContain('server.json:8:12 error repository.url: ')
  expect(stdout).toMatch(/✗ server\.json is not valid: \d+ errors\n$/)
})

test('an issue of the whole document is shown without a line', async () => {
  const { title: _title, ...rest } = valid
  await using workspace = await openWorkspace({ 'server.json': JSON.stringify(rest, null, 2) })
  const { exitCode, stdout } = await workspace.run(['validate'])
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^server\.json info title: .+\n\n✓ server\.json is valid: 1 info\n$/),
  ])
})

test('a syntax error is shown at its position', async () => {
  await using workspace = await openWorkspace({ 'broken.json': '{\n  "name": "a/b",\n  version: 1\n}\n' })
  const { exitCode, stdout } = await workspace.run(['validate', 'broken.json'])
  expect(exitCode).toBe(1)
  expect(stdout).toContain('broken.json:3:3 error')
  expect(stdout).toContain('  3 |   version: 1\n    |   ^\n')
})

test('a long line is truncated around the position', async () => {
  const packages = Array.from({ length: 20 }, () => ({ registryType: 'npm', identifier: 'x', transport: { type: 'stdio' } }))
  const text = JSON.stringify({ ...valid, packages, version: 25 })
  await using workspace = await openWorkspace({ 'server.json': text })
  const { stdout } = await workspace.run(['validate'])
  const shown = stdout.split('\n').filter((line) => line.startsWith('  1 | '))
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.every((line) => line.length < 120)).toBe(true)
  expect(stdout).toContain('"version":25')
})

test('with --json the issues carry line and column', async () => {
  await using workspace = await openWorkspace({ 'server.json': JSON.stringify({ ...valid, version: 1 }, null, 2) })
  const { exitCode, stdout, stderr } = await workspace.run(['validate', '--json'])
  expect([exitCode, stderr]).toEqual([1, ''])
  expect(JSON.parse(stdout)).toMatchObject({
    file: 'server.json',
    valid: false,
    issues: [{ path: 'version', line: 5, column: 14 }],
  })
})

test('colours are for terminals', async () => {
  await using workspace = await openWorkspace({ 'server.json': JSON.stringify({ ...valid, version: 1 }) })
  expect((await workspace.run(['validate'], { isTTY: true })).stdout).toContain('\u001B[31merror')
  expect((await workspace.run(['validate'])).stdout).not.toContain('\u001B')
})

test('the error for a missing file, and for one that is not text, has a remedy', async () => {
  await using workspace = await openWorkspace()
  expect(await workspace.run(['validate'])).toMatchObject({
    exitCode: 1,
    stderr: 'error: There is no server.json here. Create one with: mcp-publisher init\n',
  })
  await mkdir(`${workspace.cwd}/.mcp`)
  await writeFile(`${workspace.cwd}/.mcp/server.json`, '{}')
  expect((await workspace.run(['validate', 'other.json'])).stderr).toBe(
    'error: There is no other.json here. There is .mcp/server.json: pass its path.\n',
  )
  await writeFile(`${workspace.cwd}/latin1.json`, Buffer.from([0x7b, 0xe9, 0x7d]))
  expect((await workspace.run(['validate', 'latin1.json'])).stderr).toContain('not text in UTF-8')
})

test('issues are shown in the order of the lines, those without a line first', async () => {
  const packages = [{ registryType: 'npm', identifier: 'weather@1.0.0', version: '{{VERSION}}', transport: { type: 'stdio' } }]
  const { title: _title, ...rest } = valid
  const text = JSON.stringify({ colour: 'red', packages, ...rest, name: '', description: 'x'.repeat(101) }, null, 2)
  await using workspace = await openWorkspace({ 'server.json': text })
  const { stdout } = await workspace.run(['validate', '--json'])
  const lines = JSON.parse(stdout).issues.map(({ line = 0 }) => line)
  expect(lines.length).toBeGreaterThan(4)
  expect(lines).toEqual(lines.toSorted((a: number, b: number) => a - b))
})

verifies('cli:safe-issues', 'control characters of a document do not reach the terminal', async () => {
  const text = JSON.stringify({ ...valid, '\u001B[2J\u009B2J\u202E': 1, ['\u202Eabc']: '\u202E' })
  await using workspace = await openWorkspace({ 'server.json': text })
  const { stdout } = await workspace.run(['validate'])
  expect(stdout).toContain('[unknown-field]')
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
})

verifies(
  'publisher:finds-mcp-server-json',
  'without a path, .mcp/server.json is read where there is no server.json, and one in a folder is named',
  async () => {
    await using workspace = await openWorkspace({ 'server/.mcp/server.json': '{}' })
    expect((await workspace.run(['validate'])).stderr).toBe(
      'error: There is no server.json here. There is server/.mcp/server.json: pass its path.\n',
    )
    await workspace.write('.mcp/server.json', JSON.stringify(valid))
    expect(await workspace.run(['validate'])).toMatchObject({ exitCode: 0, stdout: '✓ .mcp/server.json is valid\n' })
    await workspace.write('server.json', '{}')
    expect((await workspace.run(['validate'])).stdout).toContain('✗ server.json is not valid')
  },
)

verifies(
  'validate:misspelled-required-field',
  'a misspelled field is marked at its key, also where the right one is required',
  async () => {
    const bundle = {
      registryType: 'mcpb',
      identifier: 'https://github.com/alice/weather/releases/download/v1.0.0/weather-mcp.mcpb',
      file_sha256: 'a'.repeat(64),
      transport: { type: 'stdio', urI: 'x' },
    }
    await using workspace = await openWorkspace({ 'server.json': JSON.stringify({ ...valid, packages: [bundle] }, null, 2) })
    const lines = (await workspace.run(['validate'])).stdout.split('\n')
    const marked = lines.flatMap((line, index) => (/\| +\^/.test(line) ? [[lines[index - 1]?.slice(7), line.slice(7)]] : []))
    expect(marked).toEqual([
      [expect.stringMatching(/^ +"file_sha256": /), '      ^^^^^^^^^^^^^'],
      ['        "urI": "x"', '        ^^^^^'],
    ])
  },
)

test('on a terminal, issues are broken between words; elsewhere each is on one line', async () => {
  const text = JSON.stringify({ ...valid, version: '^1.0.0' }, null, 2)
  await using workspace = await openWorkspace({ 'server.json': text })
  const terminal = stripVTControlCharacters((await workspace.run(['validate'], { isTTY: true })).stdout).split('\n')
  expect(Math.max(...terminal.map((line) => line.length))).toBeLessThanOrEqual(80)
  const [head] = (await workspace.run(['validate'])).stdout.split('\n  6 |')
  const broken = terminal.slice(
    0,
    terminal.findIndex((line) => line.includes(' | ')),
  )
  expect(broken.map((line) => line.trim()).join(' ')).toBe(head?.split('\n')[0])
  expect(broken.length).toBeGreaterThan(1)
})

// Windows has no such device.
test.skipIf(process.platform === 'win32')('a file without an end, as a link in a repository can be, is refused', async () => {
  await using workspace = await openWorkspace({})
  await symlink('/dev/zero', `${workspace.cwd}/server.json`)
  await symlink('/dev/zero', `${workspace.cwd}/package.json`)
  expect(await workspace.run(['validate'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'error: server.json has more than 4 MiB, which no registry accepts. Check that it is the right file.\n',
  })
  expect((await workspace.run(['init', '--yes', '--force'])).exitCode).toBe(0)
})
