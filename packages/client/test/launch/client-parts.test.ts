import { CLIENTS, type ClientWriter, findClient, type Launch } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'

const launch: Launch = {
  kind: 'stdio',
  command: 'npx',
  args: ['-y', '@alice/weather@1.0.0'],
  env: { KEY: 'k' },
  secrets: [{ id: 'KEY', isGiven: true, spans: [{ path: ['env', 'KEY'], start: 0, end: 1 }] }],
  warnings: [],
  standIns: [],
}

function client(id: string): ClientWriter {
  const found = findClient(id)
  if (found === undefined) throw new Error(`There is no client ${id}.`)
  return found
}

function remove(id: string, existing: string, name = 'weather'): string {
  const result = client(id).remove(existing, name)
  if (!result.ok) throw new Error(result.errors.join('\n'))
  return result.value
}

describe.each(CLIENTS.map(({ id }) => id))('the part of a server in the file of %s', (id) => {
  const writer = client(id)
  const written = writer.write(undefined, 'weather', launch)
  const text = written.ok ? written.value.text : ''

  test('is written as it was read', () => {
    const part = writer.findPart(text, 'weather')
    const again = part.ok && part.value && writer.setPart(undefined, 'weather', part.value)
    expect(again).toEqual({ ok: true, value: text })
  })

  test('is replaced as a whole', () => {
    const set = writer.setPart(text, 'weather', { entry: { command: 'x', mine: true }, prompts: [] })
    const part = set.ok && writer.findPart(set.value, 'weather')
    expect(part).toEqual({ ok: true, value: { entry: { command: 'x', mine: true }, prompts: [] } })
    expect(set.ok && set.value).not.toContain('weather-KEY')
  })

  test('is removed, and is not there again', () => {
    const rest = writer.remove(text, 'weather')
    expect(rest.ok && rest.value).not.toContain('weather')
    expect(rest.ok && writer.findPart(rest.value, 'weather')).toEqual({ ok: true, value: undefined })
    expect(rest.ok && writer.remove(rest.value, 'weather')).toEqual(rest)
  })

  test('of a file that cannot be read is refused', () => {
    for (const result of [
      writer.findPart('[', 'a'),
      writer.remove('[', 'a'),
      writer.setPart('[', 'a', { entry: {}, prompts: [] }),
    ])
      expect(result.ok).toBe(false)
  })
})

test.each([
  ['the only one', '{\n  "mcpServers": {\n    "weather": {"a": [1,\n      2]}\n  }\n}\n', '{\n  "mcpServers": {\n  }\n}\n'],
  ['the first of a line', '{"mcpServers": {"weather": {}, "other": {}}}', '{"mcpServers": {"other": {}}}'],
  ['the last, with its comma', '{"mcpServers": {\n "other": {},\n "weather": {}\n}}', '{"mcpServers": {\n "other": {}\n}}'],
  [
    'one between comments',
    '{"mcpServers": {\n\t"a": {}, // about a\n\t// below\n\t"weather": {},\n\t// about b\n\t"b": {}, // trailing\n}}',
    '{"mcpServers": {\n\t"a": {}, // about a\n\t// below\n\t// about b\n\t"b": {}, // trailing\n}}',
  ],
  [
    'the last after a comment',
    '{"mcpServers": {\r\n\t"a": {}, /* , */ // about a, b\r\n\t"weather": {} // mine\r\n}}',
    '{"mcpServers": {\r\n\t"a": {} /* , */ // about a, b\r\n\t// mine\r\n}}',
  ],
])('removing an entry of JSON keeps comments: %s', (_, before, after) => {
  expect(remove('cursor', before)).toBe(after)
})

test.each([
  ['the only one', '[mcp_servers.weather]\ncommand = "npx"\n\n[mcp_servers.weather.env]\nA = "1"\n', ''],
  [
    'one between others',
    'a = 1\n\n[mcp_servers.x]\ncommand = "x"\n\n[mcp_servers.weather] # mine\ncommand = "npx"\n\n# tools\n[tools]\nweb = true\n',
    'a = 1\n\n[mcp_servers.x]\ncommand = "x"\n\n# tools\n[tools]\nweb = true\n',
  ],
  [
    'an inline table',
    '[mcp_servers]\nx = { command = "x" }\nweather = { command = "npx" }\n',
    '[mcp_servers]\nx = { command = "x" }\n',
  ],
])('removing an entry of TOML keeps the rest: %s', (_, before, after) => {
  expect(remove('codex', before)).toBe(after)
})

test('text that looks like a header of TOML is none', () => {
  const text = 'note = """\n[mcp_servers.weather]\n"""\n'
  const after = remove('codex', `${text}\n[mcp_servers.weather]\ncommand = "npx"\n`)
  expect([after, after.includes('command')]).toEqual([expect.stringContaining(text), false])
})

test('a prompt that another entry uses, or that is not named after the entry, stays', () => {
  const prompt = (id: string) => ({ id, type: 'promptString' })
  const inputs = ['weather-A', 'weather-B', 'shared'].map(prompt)
  const uses = (...ids: string[]) => ({ command: 'x', args: ids.map((id) => `\${input:${id}}`) })
  const file = { inputs, servers: { weather: uses('weather-A', 'weather-B', 'shared'), other: uses('weather-B') } }
  expect(client('vscode').findPart(JSON.stringify(file), 'weather')).toMatchObject({ value: { prompts: [prompt('weather-A')] } })
  expect(JSON.parse(remove('vscode', JSON.stringify(file)))).toEqual({
    inputs: [prompt('weather-B'), prompt('shared')],
    servers: { other: uses('weather-B') },
  })
})
