import { findLaunchedChoice } from '@mcp-registry/client'
import { expect, test } from 'vitest'
import { serverJson } from '../harness/entries.js'

const stdio = { type: 'stdio' as const }
const server = serverJson({
  packages: [
    {
      registryType: 'npm',
      identifier: '@alice/weather',
      version: '1.0.0',
      transport: stdio,
      packageArguments: [{ type: 'named', name: '--units', isRequired: true, choices: ['metric', 'us'] }],
      environmentVariables: [
        { name: 'PORT', isRequired: true, format: 'number' },
        { name: 'KEY', isRequired: true, isSecret: true },
      ],
    },
    { registryType: 'pypi', identifier: 'weather', version: '1.0.0', transport: stdio },
    { registryType: 'oci', identifier: 'ghcr.io/alice/weather:1.0.0', transport: stdio },
    {
      registryType: 'npm',
      identifier: '@alice/served',
      version: '1.0.0',
      transport: { type: 'sse', url: 'http://localhost:3000/' },
    },
  ],
  remotes: [
    { type: 'streamable-http', url: 'https://weather.example.com/mcp' },
    { type: 'streamable-http', url: 'https://mcp.example.com/{team}/mcp', variables: { team: { isRequired: true } } },
  ],
})

test.each([
  [{ command: 'npx', args: ['-y', '@alice/weather@0.9.0', '--mine'] }, 'package', 0, '0.9.0', '1.0.0'],
  [{ command: 'npx', args: ['-y', '@alice/weather'] }, 'package', 0, undefined, '1.0.0'],
  [{ command: 'uvx', args: ['weather@2.0.0'] }, 'package', 1, '2.0.0', '1.0.0'],
  [{ command: 'uvx', args: ['--from', 'weather[cli]==2.0.0', 'weather'] }, 'package', 1, '2.0.0', '1.0.0'],
  [{ command: 'docker', args: ['run', '-i', 'ghcr.io/alice/weather:2'] }, 'package', 2, '2', '1.0.0'],
  [{ url: 'https://weather.example.com/mcp', headers: { Authorization: 'x' } }, 'remote', 0, undefined, undefined],
  [{ serverUrl: 'https://mcp.example.com/blue/mcp' }, 'remote', 1, undefined, undefined],
])('%j launches a package or remote of the server', (entry, kind, index, version, documentVersion) => {
  const found = findLaunchedChoice(server, entry)
  expect(found).toEqual({ choice: expect.objectContaining({ kind, index }), version, documentVersion })
})

test.each([
  {},
  { command: 'npx', args: ['-y', 'evil', '@alice/weather'] },
  { command: 'sh', args: ['-c', '@alice/weather@1.0.0'] },
  { url: 'https://weather.example.com.evil.example/mcp' },
  { url: 'http://localhost:3000/' },
  { command: 7, args: [null] },
])('%j launches none', (entry) => {
  expect(findLaunchedChoice(server, entry)).toBe(undefined)
})
