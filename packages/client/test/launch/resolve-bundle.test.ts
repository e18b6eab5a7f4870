import { type BundleLaunch, type BundleSite, resolveBundle } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'

const launch: BundleLaunch = {
  kind: 'bundle',
  download: { url: 'https://example.com/weather.mcpb', fileSha256: '00'.repeat(32) },
  args: ['--units', 'metric'],
  env: { TOKEN: 'abc' },
  secrets: [{ id: 'TOKEN', isGiven: true, spans: [{ path: ['env', 'TOKEN'], start: 0, end: 3 }] }],
  warnings: [],
  standIns: [],
}
const site: BundleSite = { directory: '/bundles/weather', platform: 'linux', homeDirectory: '/home/alice' }
const manifest = (server: object, userConfig?: object) =>
  JSON.stringify({ manifest_version: '0.3', server, user_config: userConfig })
const config = {
  command: 'node',
  args: ['${__dirname}/server/index.js', '--home=${HOME}'],
  env: { LOG: 'info', TOKEN: 'theirs' },
}

describe('a bundle', () => {
  test("starts as its manifest says, with the document's arguments and environment added", () => {
    expect(resolveBundle(launch, manifest({ type: 'node', mcp_config: config }), site)).toEqual({
      ok: true,
      value: {
        kind: 'stdio',
        command: 'node',
        args: ['/bundles/weather/server/index.js', '--home=/home/alice', '--units', 'metric'],
        env: { LOG: 'info', TOKEN: 'abc' },
        secrets: launch.secrets,
        standIns: [],
        warnings: [],
      },
    })
  })

  test('starts differently where its manifest has something else for the platform', () => {
    const overrides = { win32: { command: '${__dirname}\\weather.exe', args: [], env: { LOG: 'debug' } } }
    const text = manifest({ mcp_config: { ...config, platform_overrides: overrides } })
    const result = resolveBundle(launch, text, { ...site, directory: 'C:\\b', platform: 'win32' })
    expect(result.ok && result.value).toMatchObject({ command: 'C:\\b\\weather.exe', env: { LOG: 'debug', TOKEN: 'abc' } })
  })

  test('takes the answers to its own questions, a list as several arguments', () => {
    const text = manifest(
      { mcp_config: { command: 'node', args: ['--key=${user_config.key}', '${user_config.folders}', '${user_config.none}'] } },
      {
        key: { type: 'string', required: true },
        folders: { type: 'directory', multiple: true, default: ['${HOME}/a'] },
        none: { type: 'string' },
      },
    )
    const given = resolveBundle({ ...launch, args: [] }, text, { ...site, userConfig: { key: '${HOME}' } })
    expect(given.ok && given.value.args).toEqual(['--key=${HOME}', '/home/alice/a'])
    expect(resolveBundle(launch, text, site)).toMatchObject({ ok: false, errors: [{ code: 'missing-input', input: 'key' }] })
  })

  test('says where its secrets stand, those of the manifest and those of the document', () => {
    const text = manifest(
      {
        mcp_config: {
          command: 'node',
          args: ['a.js', '--key=${user_config.key}!'],
          env: { KEY: '${user_config.key}', TOKEN: 'x' },
        },
      },
      { key: { type: 'string', title: 'Key', required: true, sensitive: true } },
    )
    const own = { id: 'PIN', isGiven: true, spans: [{ path: ['args', 1], start: 0, end: 4 }] }
    const document = { ...launch, args: ['--pin', '1234'], secrets: [...launch.secrets, own] }
    const result = resolveBundle(document, text, { ...site, userConfig: { key: 'hush' } })
    const secrets = [
      {
        id: 'key',
        description: 'Key',
        isGiven: true,
        spans: [
          { path: ['args', 1], start: 6, end: 10 },
          { path: ['env', 'KEY'], start: 0, end: 4 },
        ],
      },
      launch.secrets[0],
      { ...own, spans: [{ path: ['args', 3], start: 0, end: 4 }] },
    ]
    expect(result).toMatchObject({ ok: true, value: { args: ['a.js', '--key=hush!', '--pin', '1234'], secrets } })
    const deferred = resolveBundle(document, text, site, { deferSecrets: true })
    expect(deferred).toMatchObject({ ok: true, value: { args: ['a.js', '--key=!', '--pin', '1234'], env: { KEY: '' } } })
    expect(deferred.ok && deferred.value.secrets[0]).toMatchObject({ id: 'key', isGiven: false })
  })

  test.each(['', '[]', '{}', manifest({}), manifest({ mcp_config: {} }), manifest({ mcp_config: { command: 1 } })])(
    'whose manifest reads %j is refused',
    (text) => {
      expect(resolveBundle(launch, text, site)).toMatchObject({ ok: false, errors: [{ code: 'invalid-manifest' }] })
    },
  )
})
