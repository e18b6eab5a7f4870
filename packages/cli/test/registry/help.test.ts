import { expect, test } from 'vitest'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

const OPERATING = [
  'epoch',
  'epoch new',
  'clock',
  'clock repair',
  'audit-log',
  'export',
  'import',
  'backup',
  'restore',
  'migrate',
  'serve',
]
const ADMINISTERING = [
  'clients set',
  'clients remove',
  'clients reset',
  'takedown',
  'takedown lift',
  'takedown list',
  'deny',
  'allow',
  'denylist',
  'token',
  'token create',
]
const READING = [
  'search',
  'show',
  'versions',
  'diff',
  'clients',
  'clients list',
  'clients show',
  'clients compare',
  'config',
  'run',
  'completion',
]
const INSTALLING = ['install', 'list', 'update', 'remove', 'outdated', 'audit']

test('the help of the program lists every command', async () => {
  const help = await runCaptured(mcpRegistry, ['--help'])
  expect([help.exitCode, help.stderr]).toEqual([0, ''])
  await expect(help.stdout).toMatchFileSnapshot('help/mcp-registry.txt')
})

test.each([...READING, ...INSTALLING, ...OPERATING, ...ADMINISTERING])(
  'the help of %s shows options and examples',
  async (name) => {
    const help = await runCaptured(mcpRegistry, [...name.split(' '), '--help'])
    expect([help.exitCode, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('Examples:')
    await expect(help.stdout).toMatchFileSnapshot(`help/${name.replace(' ', '-')}.txt`)
  },
)
