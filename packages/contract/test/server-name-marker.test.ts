import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { declaresServer, listServerNameMarkers } from '../src/server-name-marker.js'

const NAME = 'io.github.a/widget'

verifies('edge-36', 'a marker for a name that only begins alike does not prove it', () => {
  for (const rest of ['-pro', '.pro', '_pro', '/pro', 'pro', '2', '-', '.', '--', '-->x'.slice(0, 2)])
    expect(proves(`mcp-name: ${NAME}${rest}`), rest).toBe(false)
})

verifies('edge-36', 'a name ends before any character that cannot continue it, and before the end of a comment', () => {
  for (const end of [
    '',
    '\n',
    ' ',
    '\t',
    '\r\n',
    '-->',
    ' -->',
    '<',
    '</p>',
    '<br>',
    '`',
    '"',
    ')',
    ',',
    ':',
    '@',
    '%',
    '。',
    'é',
    '（',
  ])
    expect(proves(`mcp-name: ${NAME}${end}`), JSON.stringify(end)).toBe(true)
})

verifies('marker:start-of-comment', 'the marker is found anywhere, with or without blanks after the colon, in any case', () => {
  for (const text of [
    `<!-- mcp-name: ${NAME} -->`,
    `<!--mcp-name: ${NAME}-->`,
    `<!--mcp-name:${NAME}-->`,
    `# Title\n\nmcp-name:${NAME}\n`,
    `mcp-name:  \t${NAME}`,
    `MCP-Name: IO.GitHub.A/Widget`,
    `mcp-name: com.example/other\nmcp-name: ${NAME}`,
  ])
    expect(proves(text), text).toBe(true)
})

test('what is no marker declares nothing', () => {
  for (const text of [
    '',
    'mcp-name',
    'mcp-name:',
    `mcp-name:\n${NAME}`,
    `not-mcp-name: ${NAME}`,
    `--mcp-name: ${NAME}`,
    `<!---mcp-name: ${NAME}`,
    `<!--x-mcp-name: ${NAME}`,
    `mcpname: ${NAME}`,
    'mcp-name: widget',
  ])
    expect(listServerNameMarkers(text), text).toEqual([])
})

test('every name that is declared is told, once, in its own spelling', () => {
  expect(listServerNameMarkers('mcp-name: a.b/C mcp-name: d/e-->mcp-name: a.b/C')).toEqual(['a.b/C', 'd/e'])
})

const word = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?$/)
const name = fc.tuple(word, word).map(([namespace, server]) => `${namespace.replaceAll('_', '-')}/${server}`)

test('a marker proves its own name and no other, whatever stands around it', () => {
  const around = fc.string().filter((text) => !/mcp-name/i.test(text))
  fc.assert(
    fc.property(name, name, around, around, (own, other, before, after) => {
      const markers = listServerNameMarkers(`${before}\nmcp-name: ${own} ${after}`)
      expect(declaresServer(markers, own)).toBe(true)
      if (own.toLowerCase() !== other.toLowerCase()) expect(declaresServer(markers, other)).toBe(false)
    }),
  )
})

test('no continuation with a character of names is taken for the end', () => {
  const rest = fc.stringMatching(/^[a-zA-Z0-9._/-]{1,10}$/)
  fc.assert(fc.property(name, rest, (own, more) => !declaresServer(listServerNameMarkers(`mcp-name: ${own}${more}`), own)))
})

test('hostile texts of a megabyte are read in linear time', () => {
  for (const unit of ['mcp-name: ', 'mcp-name: a/', 'mcp-name: a.', '-', 'mcp-name:\t', 'a/'])
    expect(listServerNameMarkers(unit.repeat(1_000_000 / unit.length)).length).toBeLessThan(2)
})

function proves(text: string): boolean {
  return declaresServer(listServerNameMarkers(text), NAME)
}
