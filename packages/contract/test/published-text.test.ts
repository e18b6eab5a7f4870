import { parseServerJson, toSchemaUrl, validateServerJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const HEAD = String.raw`"name":"io.github.alice/weather","description":"\u0057eather","version":"1.0.0"`
const CURRENT = `"$schema":"${toSchemaUrl('2025-12-11')}"`

/** What is published for a text. */
function publish(text: string) {
  const result = parseServerJson(text)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.value
}

test('absent fields are omitted, and everything else is published as written', () => {
  const npm = (fields: string) =>
    `{"version":"1.0.0",${fields}"identifier":"weather","registryType":"npm","transport":{"type":"stdio"}}`
  const written = `{ ${HEAD}, "title": null, ${CURRENT}, "repository": {}, "packages": [${npm('"fileSha256":null,"environmentVariables":[{"name":"A","default":null,"value":"\\u0041"}],')}], "remotes": null }`
  const expected = `{${HEAD},${CURRENT},"packages":[${npm('"environmentVariables":[{"name":"A","value":"\\u0041"}],')}]}`
  expect(publish(written).text).toBe(expected)
  expect(publish(expected).text).toBe(expected)
})

test('an empty $schema, a repository of nulls and nulls in metadata count as absent', () => {
  expect(publish(`{${HEAD},"$schema":""}`)).toMatchObject({
    text: `{${HEAD}}`,
    warnings: [expect.stringContaining('$schema is missing')],
  })
  expect(publish(`{${HEAD},"$schema":null}`).text).toBe(`{${HEAD}}`)
  expect(publish(`{${HEAD},${CURRENT},"repository":{"url":null,"source":null}}`).text).toBe(`{${HEAD},${CURRENT}}`)
  expect(publish(`{${HEAD},${CURRENT},"_meta":null}`).text).toBe(`{${HEAD},${CURRENT}}`)
})

test('null is an error for required fields, items and variables', () => {
  const pathsOf = (text: string) =>
    validateServerJson(text).issues.flatMap(({ path, severity }) => (severity === 'error' ? [path] : []))
  expect(pathsOf(`{"name":null,"description":"A","version":"1.0.0"}`)).toEqual(['name'])
  expect(pathsOf(`{${HEAD},"packages":[null]}`)).toEqual(['packages[0]'])
  const remote = '"type":"sse","url":"https://{a}.example"'
  expect(pathsOf(`{${HEAD},"remotes":[{${remote},"variables":{"a":null}}]}`)).toEqual(['remotes[0].variables.a'])
})

test('empty strings of arguments and unknown fields are preserved', () => {
  const args =
    '[{"type":"positional","value":""},{"type":"positional","valueHint":""},{"type":"named","name":"-x","value":"","default":""}]'
  const text = `{${HEAD},${CURRENT},"tags":[null,"a"],"packages":[{"registryType":"npm","identifier":"weather","version":"1.0.0","transport":{"type":"stdio","note":null},"packageArguments":${args},"env_file":null}]}`
  const published = publish(text)
  expect(published.text).toBe(text)
  expect(published.warnings).toEqual([
    expect.stringContaining('note is not a field'),
    expect.stringContaining('env_file is not a field'),
  ])
})

verifies('edge-60', 'an undeclared placeholder does not prevent publication', () => {
  const headers = '[{"name":"Authorization","value":"Bearer {acme_api_key}","isSecret":true}]'
  const text = `{${HEAD},${CURRENT},"remotes":[{"type":"streamable-http","url":"https://acme.example/mcp","headers":${headers}}]}`
  expect(publish(text).text).toBe(text)
  expect(validateServerJson(text)).toMatchObject({ valid: true })
  expect(validateServerJson(text).issues).toContainEqual({
    type: 'linter',
    path: 'remotes[0].headers[0].value',
    message: expect.stringContaining('{acme_api_key}'),
    severity: 'warning',
    reference: 'undefined-variable',
  })
})

verifies(
  'edge-62',
  'a field of another spelling is a warning at its path that names the right one, and is published as it is',
  () => {
    const text = `{${HEAD},${CURRENT},"packages":[{"registryType":"npm","identifier":"weather","version":"1.0.0","transport":{"type":"stdio"},"transportType":"stdio","environment_variables":[{"name":"A","is_required":true}]}]}`
    const found = validateServerJson(text).issues.filter(({ reference }) => reference === 'unknown-field')
    expect(found.map(({ path, severity, message }) => [path, severity, /Did you mean "(.*)"\?/.exec(message)?.[1]])).toEqual([
      ['packages[0].transportType', 'warning', 'transport'],
      ['packages[0].environment_variables', 'warning', 'environmentVariables'],
      ['packages[0].environment_variables[0].is_required', 'warning', 'isRequired'],
    ])
    expect(publish(text).text).toBe(text)
    expect(publish(text).warnings).toEqual(found.map(({ message }) => message))
  },
)

verifies('validate:misspelled-required-field', 'an error about a missing field points at its misspelling', () => {
  const bundle = `{"registryType":"mcpb","identifier":"https://github.com/alice/mcp/releases/download/v1/x.mcpb","file_sha256":"${'a'.repeat(64)}","transport":{"type":"stdio"}}`
  const errorsOf = (entry: string) => {
    const result = parseServerJson(`{${HEAD},${CURRENT},"packages":[${entry}]}`)
    return result.ok ? [] : result.errors
  }
  expect(errorsOf(bundle)).toMatchObject([
    {
      path: 'packages[0].file_sha256',
      reference: 'mcpb-file-sha256-required',
      message: expect.stringContaining('"file_sha256"'),
    },
  ])
  expect(errorsOf(bundle.replace('registryType', 'registry_type').replace('file_sha256', 'fileSha256'))).toMatchObject([
    { path: 'packages[0].registry_type', message: expect.stringContaining('packages[0].registryType is required') },
  ])
})

test('an image of an older schema date without a version keeps its host', () => {
  const old = `"$schema":"${toSchemaUrl('2025-09-29')}"`
  const image =
    '{"registryType":"oci","identifier":"alice/weather","registryBaseUrl":"https://images.example.com","transport":{"type":"stdio"}}'
  expect(publish(`{${HEAD},${old},"packages":[${image}]}`).server.packages).toEqual([
    { registryType: 'oci', identifier: 'images.example.com/alice/weather', transport: { type: 'stdio' } },
  ])
})
