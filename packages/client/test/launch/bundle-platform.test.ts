import { findSupport, listLaunchChoices } from '@mcp-registry/client'
import { expect, test } from 'vitest'

const toPlatform = (file: string, name = 'io.github.acme/kite') => {
  const identifier = `https://github.com/acme/kite/releases/download/v1.0.0/${file}`
  const packages = [{ registryType: 'mcpb', identifier, transport: { type: 'stdio' as const } }]
  return listLaunchChoices({ name, description: 'Kites', version: '1.0.0', packages })[0]?.platform
}

test.each([
  ['kite-mcp-darwin-arm64.mcpb', { system: 'darwin', architecture: 'arm64' }],
  ['kite-mcp_1.2.3_Linux_x86_64.mcpb', { system: 'linux', architecture: 'x64' }],
  ['kite-mcp-0.1.10-aarch64-apple-darwin.mcpb', { system: 'darwin', architecture: 'arm64' }],
  ['kite-mcp-x86_64-unknown-linux-musl.mcpb', { system: 'linux', architecture: 'x64' }],
  ['kite-mcp-i686-pc-windows-msvc.mcpb', { system: 'win32', architecture: 'ia32' }],
  ['kite-mcp-windows-amd64.mcpb', { system: 'win32', architecture: 'x64' }],
  ['kite-mcp-win32-x64.mcpb', { system: 'win32', architecture: 'x64' }],
  ['kite-mcp-win64.mcpb', { system: 'win32', architecture: 'x64' }],
  ['kite-mcp-macos14-arm64.mcpb', { system: 'darwin', architecture: 'arm64' }],
  ['kite-mcp-macOSArm64.mcpb', { system: 'darwin', architecture: 'arm64' }],
  ['kite-mcp-macos-universal.mcpb', { system: 'darwin' }],
  ['kite-mcp-linux-armv7.mcpb?download=1', { system: 'linux', architecture: 'arm' }],
  ['kite-mcp-1.2.3.mcpb', {}],
  ['mcp-macuse-windowless.mcpb', {}],
  ['kite-mcp-darwin-linux.mcpb', {}],
])('the platform of %s', (file, platform) => expect(toPlatform(file)).toEqual(platform))

test('the name of the server states no platform', () => {
  expect(toPlatform('linux-filesystem.mcpb', 'io.github.acme/linux-filesystem')).toEqual({})
  expect(toPlatform('windows-mcp-linux-arm64.mcpb', 'io.github.acme/windows-mcp')).toEqual({
    system: 'linux',
    architecture: 'arm64',
  })
})

test('macOS and Windows on ARM emulate x64, Linux does not', () => {
  const arm = (system: string) => findSupport({ system, architecture: 'x64' }, { system, architecture: 'arm64' })
  expect([arm('darwin'), arm('win32'), arm('linux')]).toEqual(['emulated', 'emulated', undefined])
  expect(findSupport({}, { system: 'linux', architecture: 'x64' })).toBe('native')
  expect(findSupport({ system: 'darwin' }, { system: 'linux', architecture: 'x64' })).toBeUndefined()
})
