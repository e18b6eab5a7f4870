import { CLIENTS, type LaunchInputs, listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
import { type ServerJson, validateServerJson } from '@mcp-registry/contract'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/entries.js'

// What documents in the field need, one promise each; the vectors in fixtures/launch have every case.
const npm = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' as const } }
const secret = { isRequired: true, isSecret: true }

verifies(
  'launch:undeclared-placeholder-is-an-input',
  'is required and secret as its header, and its answer takes its place',
  () => {
    const server = remote({ name: 'Authorization', value: 'Bearer {acme_api_key}', ...secret })
    expect(listLaunchInputs(server, REMOTE)).toMatchObject([{ id: 'acme_api_key', isRequired: true, isSecret: true }])
    expect(resolveLaunch(server, REMOTE, {})).toMatchObject({ errors: [{ code: 'missing-input', input: 'acme_api_key' }] })
    expect(launch(server, REMOTE, { acme_api_key: 'k' })).toMatchObject({ headers: { Authorization: 'Bearer k' } })
  },
)

verifies('launch:same-question-once', 'inputs of one name are asked for once, those with other choices apart', () => {
  const argumentsWith = (...fields: readonly object[]) =>
    local({
      packageArguments: fields.map((x, index) => ({
        type: 'named' as const,
        name: `--${'ab'[index]}`,
        value: '{x}',
        variables: { x: { isRequired: true, ...x } },
      })),
    })
  const alike = argumentsWith({ description: 'First' }, { description: 'Second' })
  expect(listLaunchInputs(alike, PACKAGE)).toMatchObject([{ id: 'x', description: 'First' }])
  expect(launch(alike, PACKAGE, { x: '1' })).toMatchObject({ args: ['-y', 'weather@1.0.0', '--a', '1', '--b', '1'] })
  const different = argumentsWith({ choices: ['1'] }, { choices: ['2'] })
  expect(listLaunchInputs(different, PACKAGE).map(({ id }) => id)).toEqual(['x', '--b.x'])
})

verifies('launch:container-port-is-published', 'on the loopback interface, unless the document publishes ports itself', () => {
  const startOf = (url: string, ...names: readonly string[]) => {
    const runtimeArguments = names.map((name) => ({ type: 'named' as const, name }))
    const transport = { type: 'streamable-http' as const, url }
    const launched = launch(local({ registryType: 'oci', identifier: 'alice/weather:1', transport, runtimeArguments }), PACKAGE)
    return launched.kind === 'http' ? launched.start?.args : undefined
  }
  expect(startOf('http://localhost:3000/mcp')).toEqual(expect.arrayContaining(['-p', '127.0.0.1:3000:3000']))
  expect(startOf('http://localhost:3000/mcp', '--publish-all')).not.toContain('-p')
  expect(startOf('https://weather.example.com/mcp')).not.toContain('-p')
})

verifies('launch:stray-runtime-argument-is-warned', 'a runner takes it for the package: a launch and validation warn', () => {
  const server = local({ runtimeArguments: [{ type: 'positional', value: 'mcp' }] })
  expect(launch(server, PACKAGE)).toMatchObject({ args: ['-y', 'mcp', 'weather@1.0.0'], warnings: [expect.any(String)] })
  const { valid, issues } = validateServerJson(JSON.stringify(server))
  expect(valid).toBe(true)
  expect(issues).toContainEqual(
    expect.objectContaining({ path: 'packages[0].runtimeArguments[0]', reference: 'stray-runtime-argument' }),
  )
})

verifies('launch:stand-in-names-its-input', 'it is passed, named with its input, and replaced by an answer', () => {
  const server = remote({ name: 'Api-Token', value: 'YOUR_API_TOKEN_HERE', ...secret })
  expect(launch(server, REMOTE)).toMatchObject({
    headers: { 'Api-Token': 'YOUR_API_TOKEN_HERE' },
    standIns: [{ input: 'Api-Token' }],
  })
  expect(launch(server, REMOTE, { 'Api-Token': 'k' })).toMatchObject({ headers: { 'Api-Token': 'k' }, standIns: [] })
})

verifies('launch:undeclared-environment', 'the option adds it, also to the command line of a container', () => {
  const server = local({ registryType: 'oci', identifier: 'alice/weather:1' })
  const result = resolveLaunch(server, PACKAGE, {}, { environment: { PROXY: 'a=b' } })
  expect(result).toMatchObject({
    value: { args: ['run', '-i', '--rm', '-e', 'PROXY', 'alice/weather:1'], env: { PROXY: 'a=b' } },
  })
})

verifies('config:never-a-well-known-secret', 'no entry and input of a document make the name of a secret of the user', () => {
  for (const client of CLIENTS.filter(({ id }) => ['claude-code', 'cursor', 'codex', 'gemini-cli'].includes(id)))
    for (const [entry, input, variable] of [
      ['aws', 'secret-access-key', 'MCP_SERVER_AWS_SECRET_ACCESS_KEY'],
      ['github', 'token', 'MCP_SERVER_GITHUB_TOKEN'],
      ['database', 'url', 'MCP_SERVER_DATABASE_URL'],
      ['bank', 'AWS_SECRET_ACCESS_KEY', 'BANK_AWS_SECRET_ACCESS_KEY'],
    ] as const) {
      const server = remote({ name: 'X-Key', value: `{${input}}`, ...secret })
      const launched = resolveLaunch(server, REMOTE, {}, { deferSecrets: true })
      const written = launched.ok && client.write(undefined, entry, launched.value)
      expect(written, `${client.id} ${entry}`).toMatchObject({ value: { environment: [{ name: variable }] } })
    }
})

const REMOTE = { kind: 'remote', index: 0 } as const
const PACKAGE = { kind: 'package', index: 0 } as const

type Remote = NonNullable<ServerJson['remotes']>[number]
type Package = NonNullable<ServerJson['packages']>[number]

function remote(header: NonNullable<Remote['headers']>[number]): ServerJson {
  return serverJson({ remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/mcp', headers: [header] }] })
}

function local(fields: Partial<Package>): ServerJson {
  return serverJson({ packages: [{ ...npm, ...fields }] })
}

function launch(server: ServerJson, choice: typeof REMOTE | typeof PACKAGE, inputs: LaunchInputs = {}) {
  const result = resolveLaunch(server, choice, inputs)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.value
}
