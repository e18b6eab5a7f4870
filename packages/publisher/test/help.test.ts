import { expect, test } from 'vitest'
import { toMcpPublisher } from '../src/program.js'
import { openWorkspace } from './harness/workspace.js'

const { commands } = toMcpPublisher()

test('the help of the program lists every command', async () => {
  await using workspace = await openWorkspace()
  const help = await workspace.run(['--help'])
  expect([help.exitCode, help.stderr]).toEqual([0, ''])
  await expect(help.stdout).toMatchFileSnapshot('help/mcp-publisher.txt')
  expect(await workspace.run([])).toEqual(help)
  expect(await workspace.run(['help'])).toEqual(help)
})

const names = commands.flatMap(({ name, commands: below = [] }) => [name, ...below.map((command) => `${name} ${command.name}`)])

test.each(names)('the help of %s shows options and examples', async (name) => {
  await using workspace = await openWorkspace()
  const help = await workspace.run([...name.split(' '), '--help'])
  expect([help.exitCode, help.stderr]).toEqual([0, ''])
  expect(help.stdout).toContain('Examples:')
  await expect(help.stdout).toMatchFileSnapshot(`help/${name.replace(' ', '-')}.txt`)
})

test.each(['--version', '-v', '-version', 'version'])('%s prints the version', async (argument) => {
  await using workspace = await openWorkspace()
  const { exitCode, stdout } = await workspace.run([argument])
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^mcp-publisher \d+\.\d+\.\d+\n$/)])
})

test.each(['bash', 'zsh', 'fish'])('the completion for %s knows commands and options', async (shell) => {
  await using workspace = await openWorkspace()
  const { exitCode, stdout } = await workspace.run(['completion', shell])
  expect(exitCode).toBe(0)
  for (const word of ['deprecate', 'undeprecate', 'diagnose', 'dry-run', 'new-key', 'completion']) expect(stdout).toContain(word)
})
