import { type ClientConfiguration, CLIENTS, type LaunchChoice, resolveLaunch } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/entries.js'

type Remote = NonNullable<ServerJson['remotes']>[number]
type Package = NonNullable<ServerJson['packages']>[number]
type Header = NonNullable<Remote['headers']>[number]

const REMOTE: LaunchChoice = { kind: 'remote', index: 0 }
const PACKAGE: LaunchChoice = { kind: 'package', index: 0 }
const WITH_VARIABLES = CLIENTS.filter(({ id, hasReferences }) => hasReferences && id !== 'vscode').map(({ id }) => id)

function remote(...headers: readonly Header[]): ServerJson {
  return serverJson({ remotes: [{ type: 'streamable-http', url: 'https://srv.example.com/mcp', headers: [...headers] }] })
}

const secret = { isRequired: true, isSecret: true }
const authorization = remote({ name: 'Authorization', ...secret })

function local(fields: Partial<Package>): ServerJson {
  const npm = { registryType: 'npm', identifier: 'tides', version: '1.0.0', transport: { type: 'stdio' as const } }
  return serverJson({ packages: [{ ...npm, ...fields }] })
}

function write(id: string, server: ServerJson, choice: LaunchChoice, name: string, existing?: string): ClientConfiguration {
  const launch = resolveLaunch(server, choice, {}, { deferSecrets: true })
  const written = launch.ok && CLIENTS.find((client) => client.id === id)?.write(existing, name, launch.value)
  if (!written || !written.ok) throw new Error(JSON.stringify(launch.ok ? written : launch.errors))
  return written.value
}

describe.each(WITH_VARIABLES)('the variables to which %s refers', (id) => {
  const names = (server: ServerJson, name: string, choice = REMOTE) =>
    write(id, server, choice, name).environment.map((variable) => variable.name)

  verifies('edge-63', 'are named after the entry and the input', () => {
    expect(names(authorization, 'bank')).toEqual(['BANK_AUTHORIZATION'])
    expect(names(authorization, 'my-shop')).toEqual(['MY_SHOP_AUTHORIZATION'])
  })

  test('are not the ones that a document names', () => {
    const header = { name: 'X-Key', value: '{aws-secret-access-key}', ...secret, variables: { 'aws-secret-access-key': {} } }
    expect(names(remote(header), 'bank')).toEqual(['BANK_AWS_SECRET_ACCESS_KEY'])
  })

  test.each([
    ['aws', 'secret-access-key', 'MCP_SERVER_AWS_SECRET_ACCESS_KEY'],
    ['aws', 'AWS_SECRET_ACCESS_KEY', 'MCP_SERVER_AWS_SECRET_ACCESS_KEY'],
    ['github', 'token', 'MCP_SERVER_GITHUB_TOKEN'],
    ['hugging-face', 'hub_token', 'MCP_SERVER_HUGGING_FACE_HUB_TOKEN'],
    ['database', 'url', 'MCP_SERVER_DATABASE_URL'],
    ['azure', 'openai-api-key', 'MCP_SERVER_AZURE_OPENAI_API_KEY'],
    ['registry', 'jwt-private-key', 'MCP_SERVER_REGISTRY_JWT_PRIVATE_KEY'],
    ['mcp-registry', 'jwt-private-key', 'MCP_SERVER_MCP_REGISTRY_JWT_PRIVATE_KEY'],
    ['mcp-github', 'token', 'MCP_SERVER_MCP_GITHUB_TOKEN'],
    ['api', 'key', 'MCP_SERVER_API_KEY'],
    ['github-server', 'token', 'GITHUB_SERVER_TOKEN'],
    ['3d', 'key', 'MCP_SERVER_3D_KEY'],
    ['ключ', 'ключ', 'SERVER_SECRET'],
    ['weather', 'WEATHER_KEY', 'WEATHER_KEY'],
  ])('of the entry %s and the input %s is %s, never a well-known secret', (entry, input, variable) => {
    if (id === 'codex' && /[^\w-]/.test(entry)) return
    expect(names(remote({ name: 'X-Key', value: `{${input}}`, ...secret, variables: { [input]: {} } }), entry)).toEqual([
      variable,
    ])
  })

  test('differ between the inputs of an entry', () => {
    const headers = ['api-key', 'API_KEY'].map((name) => ({ name: `X-${name}`, value: `{${name}}`, ...secret }))
    expect(names(remote(...headers), 'bank')).toEqual(['BANK_API_KEY', 'BANK_API_KEY_2'])
  })

  test('differ between two entries of a file, and stay the same when an entry is written again', () => {
    const other = remote({ name: 'Key', ...secret })
    const first = write(id, remote({ name: 'X-Key', ...secret }), REMOTE, 'bank')
    const second = write(id, other, REMOTE, 'bank-x', first.text)
    const variables = [first, second].map(({ environment: [variable] }) => variable?.name)
    expect(variables).toEqual(['BANK_X_KEY', 'BANK_X_KEY_2'])
    expect(write(id, other, REMOTE, 'bank-x', second.text).text).toBe(second.text)
  })

  test('say where each value goes', () => {
    const [variable] = write(id, authorization, REMOTE, 'bank').environment
    expect(variable).toEqual({
      name: 'BANK_AUTHORIZATION',
      input: 'Authorization',
      destination: 'https://srv.example.com as Authorization',
    })
  })
})

const key = { environmentVariables: [{ name: 'AWS_SECRET_ACCESS_KEY', ...secret }] }

test('a local server gets the variable of its entry under the name that it reads', () => {
  expect(write('claude-code', local(key), PACKAGE, 'tides')).toMatchObject({
    entry: { env: { AWS_SECRET_ACCESS_KEY: '${TIDES_AWS_SECRET_ACCESS_KEY}' } },
    environment: [{ name: 'TIDES_AWS_SECRET_ACCESS_KEY', input: 'AWS_SECRET_ACCESS_KEY', destination: 'npx' }],
  })
})

test('Codex, which passes on variables only under their own name, does not pass on what a document names', () => {
  expect(() => write('codex', local(key), PACKAGE, 'tides')).toThrow('has to be given')
  const own = { environmentVariables: [{ name: 'TIDES_KEY', ...secret }] }
  expect(write('codex', local(own), PACKAGE, 'tides').entry).toMatchObject({ env_vars: ['TIDES_KEY'] })
})

test('the prompts of VS Code differ between two entries and between the inputs of an entry', () => {
  const first = write('vscode', remote({ name: 'X-Key', ...secret }), REMOTE, 'com.example/bank')
  const headers = [
    { name: 'Key', ...secret },
    { name: 'A', value: '{a b}', ...secret, variables: { 'a b': {} } },
    { name: 'B', value: '{a_b}', ...secret },
  ]
  const second = write('vscode', remote(...headers), REMOTE, 'com.example/bank-X', first.text)
  expect(JSON.parse(second.text)).toMatchObject({
    servers: {
      'com.example/bank': { headers: { 'X-Key': '${input:com.example/bank-X-Key}' } },
      'com.example/bank-X': { headers: { Key: '${input:com.example/bank-X-Key_2}', A: expect.stringMatching(/a_b\}$/) } },
    },
    inputs: ['bank-X-Key', 'bank-X-Key_2', 'bank-X-a_b', 'bank-X-a_b_2'].map((id) => ({ id: `com.example/${id}` })),
  })
  expect(write('vscode', remote(...headers), REMOTE, 'com.example/bank-X', second.text).text).toBe(second.text)
})

test('the address of a server to start may contain a secret that is missing', () => {
  const transport = { type: 'streamable-http' as const, url: 'http://{HOST}:3000/mcp' }
  const server = local({ transport, environmentVariables: [{ name: 'HOST', ...secret }] })
  expect(write('claude-code', server, PACKAGE, 'tides').warnings).toEqual([
    'The server at http://<HOST>:3000 must be running: the client only connects to it.',
  ])
})
