import { expect, test } from 'vitest'
import { mcpRegistry } from '../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'
import { verifies } from '../../../test/verifies.js'

const valid = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: 'com.example/a',
  description: 'A server that exists for tests.',
  version: '1.0.0',
  websiteUrl: 'https://example.com/a',
}

test('a valid document is exit code 0', async () => {
  const { exitCode, stdout } = await runCaptured(mcpRegistry, ['validate', '-'], { stdin: JSON.stringify(valid) })
  expect(stdout).toContain('standard input is valid.')
  expect(exitCode).toBe(0)
})

test('an issue is shown at its line, with the id of its rule', async () => {
  const stdin = JSON.stringify({ ...valid, version: '^1.0.0' }, null, 2)
  const { exitCode, stdout } = await runCaptured(mcpRegistry, ['validate', '-'], { stdin })
  expect(stdout).toMatch(/^standard input:5:14: error: version: .* \[version-looks-like-range\]$/m)
  expect(exitCode).toBe(1)
})

test('with --json the result is the one of the API, with lines and columns', async () => {
  const stdin = JSON.stringify({ ...valid, version: '^1.0.0' }, null, 2)
  const { exitCode, stdout } = await runCaptured(mcpRegistry, ['validate', '-', '--json'], { stdin })
  expect(JSON.parse(stdout)).toMatchObject({ valid: false })
  expect(JSON.parse(stdout)).toHaveProperty('issues.0.line')
  expect(exitCode).toBe(1)
})

verifies('cli:safe-issues', 'control characters of a document do not reach the terminal', async () => {
  const stdin = JSON.stringify({ ...valid, '\u001B[2J\u009B2J\u202E': 1, version: '^1\u001B[2J\u202E' })
  const { stdout } = await runCaptured(mcpRegistry, ['validate', '-'], { stdin })
  expect(stdout).toContain('[unknown-field]')
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
})

test('the message for a syntax error has its position', async () => {
  const { exitCode, stdout } = await runCaptured(mcpRegistry, ['validate', '-'], { stdin: '{"name":\n}' })
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Line 2')
})

test.each(mcpRegistry.commands)('$name has help with examples', async ({ name }) => {
  const { exitCode, stdout } = await runCaptured(mcpRegistry, [name, '--help'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`mcp-registry ${name}`)
  expect(stdout).toContain('Examples:')
})

test('an invalid setting is a usage error', async () => {
  const { exitCode, stderr } = await runCaptured(mcpRegistry, ['serve'], { env: { MCP_REGISTRY_SERVER_ADDRESS: 'nowhere' } })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('MCP_REGISTRY_SERVER_ADDRESS')
})
