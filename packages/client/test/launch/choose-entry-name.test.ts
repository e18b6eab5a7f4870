import {
  chooseEntryName,
  CLIENTS,
  type ClientWriter,
  findClient,
  type LaunchChoice,
  type LaunchInputs,
  listEntryNames,
  resolveLaunch,
} from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/entries.js'

const REMOTE: LaunchChoice = { kind: 'remote', index: 0 }
const PACKAGE: LaunchChoice = { kind: 'package', index: 0 }
const SHORT = CLIENTS.filter(({ usesFullNames }) => !usesFullNames)

function client(id: string): ClientWriter {
  const found = findClient(id)
  if (found === undefined) throw new Error(`There is no client ${id}.`)
  return found
}

function launch(server: ServerJson, choice: LaunchChoice, inputs: LaunchInputs = {}) {
  const result = resolveLaunch(server, choice, inputs)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.value
}

/** The name and the new text of a file to which a server is added. */
function add(
  writer: ClientWriter,
  existing: string | undefined,
  server: ServerJson,
  choice = PACKAGE,
  inputs: LaunchInputs = {},
) {
  const launched = launch(server, choice, inputs)
  const name = chooseEntryName(writer, existing, { server, choice, launch: launched })
  if (!name.ok) return { name: undefined, text: existing, errors: name.errors }
  const written = writer.write(existing, name.value, launched)
  if (!written.ok) throw new Error(written.errors.join())
  return { name: name.value, text: written.value.text, errors: [] }
}

const npm = (name: string, identifier: string, version = '1.0.0'): ServerJson =>
  serverJson({ name, version, packages: [{ registryType: 'npm', identifier, version, transport: { type: 'stdio' } }] })
const http = (name: string, url: string): ServerJson => serverJson({ name, remotes: [{ type: 'streamable-http', url }] })

const mapbox = npm('io.github.mapbox/mcp-server', '@mapbox/mcp-server')
const tago = npm('io.github.tago-io/mcp-server', '@tago-io/mcp-server')

describe('the names for a server', () => {
  test('are the part after the slash, then that after the last label of the namespace', () => {
    expect(listEntryNames(client('cursor'), 'io.github.tago-io/mcp.server')).toEqual(['mcp-server', 'tago-io-mcp-server'])
  })

  verifies('config:full-name-for-vscode', 'are the full name where the client looks it up', () => {
    expect(listEntryNames(client('vscode'), 'io.github.mapbox/mcp-server')).toEqual(['io.github.mapbox/mcp-server'])
    expect(add(client('vscode'), '{}', mapbox).name).toBe('io.github.mapbox/mcp-server')
  })
})

describe.each(SHORT.map((writer) => [writer.id, writer] as const))('the name of an entry in %s', (_, writer) => {
  verifies('edge-66', 'is longer if the short one belongs to another server, and both are kept', () => {
    const first = add(writer, undefined, mapbox)
    const second = add(writer, first.text, tago)
    expect([first.name, second.name]).toEqual(['mcp-server', 'tago-io-mcp-server'])
    expect(second.text).toContain('@mapbox/mcp-server@1.0.0')
    expect(second.text).toContain('@tago-io/mcp-server@1.0.0')
  })

  test('stays the same for another version', () => {
    const both = add(writer, add(writer, undefined, mapbox).text, tago).text
    const updated = add(writer, both, npm(tago.name, '@tago-io/mcp-server', '2.0.0'))
    expect(updated.name).toBe('tago-io-mcp-server')
    expect(updated.text).not.toContain('@tago-io/mcp-server@1.0.0')
  })

  test('is refused if every one belongs to another server', () => {
    const files = [mapbox, tago, npm('org.tago-io/mcp-server', 'third')]
    let text: string | undefined
    const results = files.map((server) => {
      const result = add(writer, text, server)
      text = result.text
      return result
    })
    expect(results.map(({ name }) => name)).toEqual(['mcp-server', 'tago-io-mcp-server', undefined])
    expect(results[2]?.errors.join()).toContain('"mcp-server" and "tago-io-mcp-server"')
    const wanted = { server: npm('a.b/c', 'third'), choice: PACKAGE, launch: launch(npm('a.b/c', 'third'), PACKAGE) }
    expect(chooseEntryName(writer, text, { ...wanted, name: 'mine' })).toEqual({ ok: true, value: 'mine' })
    expect(chooseEntryName(writer, text, { ...wanted, name: 'mcp-server' }).ok).toBe(false)
  })
})

describe('an entry launches the same', () => {
  const cursor = client('cursor')
  const isKept = (current: object, server: ServerJson, choice = PACKAGE, inputs: LaunchInputs = {}) =>
    add(cursor, JSON.stringify({ mcpServers: { weather: current } }), server, choice, inputs).name === 'weather'

  const weather = npm('com.example/weather', 'weather')
  const image = (tag: string) => ({
    registryType: 'oci',
    identifier: `docker.io/alice/weather:${tag}`,
    transport: { type: 'stdio' as const },
  })
  test.each([
    ['its package in another version', { command: 'npx', args: ['-y', 'weather@0.1.0', '--old'] }, true],
    ['its package without a version', { command: 'npx', args: ['-y', 'weather'] }, true],
    ['its package after other options', { command: 'npx', args: ['-y', '-q', 'weather@0.1.0'] }, true],
    ['its name as an argument of another package', { command: 'npx', args: ['-y', 'firebase', 'weather'] }, false],
    ['another program', { command: 'weather', args: ['weather@0.1.0'] }, false],
    ['its package as a bridge to a URL', { command: 'npx', args: ['-y', 'weather', 'https://bank.example/mcp'] }, false],
    ['a package whose name starts with its name', { command: 'npx', args: ['-y', 'weather-pro@1.0.0'] }, false],
    ['a URL', { url: 'https://weather.example.com/mcp' }, false],
    ['nothing', {}, false],
  ])('as a package: %s', (__, current, expected) => {
    expect(isKept(current, weather)).toBe(expected)
  })

  test('as an image with another tag', () => {
    const server = serverJson({ name: 'com.example/weather', packages: [image('2')] })
    expect(isKept({ command: 'docker', args: ['run', '-i', '--rm', '-e', 'X', 'alice/weather:1'] }, server)).toBe(true)
    expect(isKept({ command: 'docker', args: ['run', '-i', '--rm', 'ghcr.io/alice/weather:1'] }, server)).toBe(false)
  })

  test('as a bundle in the folder of the same server', () => {
    const server = serverJson({
      name: 'com.example/weather',
      packages: [{ registryType: 'mcpb', identifier: 'https://example.com/x.mcpb', transport: { type: 'stdio' } }],
    })
    const launched = launch(npm('com.example/weather', 'weather'), PACKAGE)
    const nameBeside = (path: string) => {
      const existing = JSON.stringify({ mcpServers: { weather: { command: 'node', args: [path] } } })
      return chooseEntryName(cursor, existing, {
        server,
        choice: PACKAGE,
        launch: launched,
        bundleFolder: '/b/com.example+weather',
      })
    }
    expect(nameBeside('/b/com.example+weather/00/index.js')).toEqual({ ok: true, value: 'weather' })
    expect(nameBeside('/b/com.example+weather-pro/00/index.js')).toEqual({ ok: true, value: 'example-weather' })
  })

  test('as a URL only if it is the same one', () => {
    const server = http('com.example/weather', 'https://weather.example.com/mcp')
    expect(isKept({ url: 'https://weather.example.com/mcp', headers: { A: '1' } }, server, REMOTE)).toBe(true)
    expect(isKept({ url: 'https://weather.example.com/other' }, server, REMOTE)).toBe(false)
    expect(isKept({ command: 'npx', args: ['-y', 'weather'] }, server, REMOTE)).toBe(false)
  })

  test('as a URL with a secret if the rest is the same, which includes the host', () => {
    const remote = (url: string) =>
      serverJson({
        name: 'com.example/weather',
        remotes: [{ type: 'streamable-http', url, variables: { s: { isSecret: true } } }],
      })
    const current = { url: 'https://weather.example.com/mcp?key=${env:WEATHER_S}' }
    expect(isKept(current, remote('https://weather.example.com/mcp?key={s}'), REMOTE, { s: 'x' })).toBe(true)
    expect(isKept(current, remote('https://weather.example.com{s}'), REMOTE, { s: '.evil.example' })).toBe(false)
    expect(isKept(current, remote('https://{s}/mcp'), REMOTE, { s: 'evil.example' })).toBe(false)
  })

  test('not because a document names the same package elsewhere', () => {
    const other = serverJson({ ...weather, remotes: [{ type: 'streamable-http', url: 'https://evil.example/mcp' }] })
    expect(isKept({ command: 'npx', args: ['-y', 'weather'] }, other, REMOTE)).toBe(false)
  })
})
