import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseImage } from '../src/project/choose-image.js'
import { listImageMentions } from '../src/project/image-mentions.js'
import { matchesPattern } from '../src/project/matches-pattern.js'
import { shorten } from '../src/project/shorten.js'
import { findVersionTag, parseVersionTag } from '../src/project/version-tag.js'
import { writeMarker } from '../src/project/write-marker.js'
import { verifies } from '../../../test/verifies.js'

const repeat = (text: string, length: number) => text.repeat(length).slice(0, length)

test.each([
  {
    title: 'at the end of the last sentence that fits',
    text: `${repeat('a', 60)}. ${repeat('b', 30)}. ${repeat('c', 60)}`,
    length: 93,
  },
  { title: 'at a sentence that fits exactly', text: `${repeat('a', 99)}. Then more`, length: 100 },
  { title: 'at a sentence in Chinese', text: `${repeat('风', 40)}。${repeat('雨', 70)}`, length: 41 },
])('a long description is cut $title', ({ text, length }) => {
  expect(shorten(text)).toBe(Array.from(text).slice(0, length).join(''))
})

test('a long description is cut between words where no sentence ends, or only an abbreviation does', () => {
  expect(shorten(`${'wind '.repeat(17)}rain, snow, hail`)).toMatch(/wind rain, snow…$/)
  expect(shorten(`For all, e.g. ${'wind and '.repeat(20)}`)).toMatch(/^For all, e\.g\. wind .*(wind|and)…$/)
  expect(shorten('A  short\none.')).toBe('A short one.')
})

test.each([
  ['v1.2.3', { prefix: 'v', version: '1.2.3' }],
  ['1.2.3', { prefix: '', version: '1.2.3' }],
  ['v1.2.3-rc.1+5', { prefix: 'v', version: '1.2.3-rc.1+5' }],
  ['@acme/wind@1.2.3', { prefix: '@acme/wind@', version: '1.2.3' }],
  ['wind-v1.2.3', { prefix: 'wind-v', version: '1.2.3' }],
  ['servers/wind/v1.2.3', { prefix: 'servers/wind/v', version: '1.2.3' }],
  ['latest', undefined],
  ['v1.2', undefined],
  ['v1.2.3.4', undefined],
  ['nightly-2026.11.28x', undefined],
])('the version of the tag %s', (tag, expected) => {
  expect(parseVersionTag(tag)).toEqual(expected && { tag, ...expected })
})

test('the newest tag of the package counts, then one without a package, and prereleases last', () => {
  const tags = ['rain@9.0.0', 'v3.0.0-beta.1', 'v2.0.0', 'wind-v1.0.0']
  expect(findVersionTag(tags, ['wind'])?.version).toBe('1.0.0')
  expect(findVersionTag(tags, ['snow'])?.version).toBe('2.0.0')
  expect(findVersionTag(['v3.0.0-beta.1'], [])?.version).toBe('3.0.0-beta.1')
  expect(findVersionTag(['rain@9.0.0'], ['wind'])).toBeUndefined()
})

test.each([
  ['packages/a', 'packages/*', true],
  ['packages/a/b', 'packages/*', false],
  ['packages/a/b', 'packages/**', true],
  ['packages/server-a', './packages/server-*/', true],
  ['packages/a-mcp-x', 'packages/*-mcp-*', true],
  ['packages/aa', 'packages/aa*a', false],
  ['b', '**/b', true],
  ['a', 'a', true],
])('the folder %s and the pattern %s of a workspace: %s', (path, pattern, expected) => {
  expect(matchesPattern(path, pattern)).toBe(expected)
})

test('a pattern of a workspace that repeats ** costs no more than one', () => {
  expect(matchesPattern('a/b/c/d', `${'**/'.repeat(10_000)}e`)).toBe(false)
  expect(matchesPattern('a/b/c/d', `${'**/'.repeat(10_000)}d`)).toBe(true)
})

test('a long variable of a workflow that is used often does not multiply its length', () => {
  const uses = '${{ env.LONG }}\n'.repeat(10_000)
  const text = ['LONG: ', 'x'.repeat(100_000), `\n${uses}`, 'image: ghcr.io/${{ env.OWNER }}/wind:1.0.0\nOWNER: acme'].join('')
  expect(listImageMentions('ci.yml', text).map(({ name }) => name)).toContain('ghcr.io/acme/wind')
})

test('images are found where commands, keys and lists name them, and nowhere else', () => {
  const workflow = [
    'env:',
    '  REGISTRY: ghcr.io',
    '  IMAGE_NAME: ${{ github.repository_owner }}/wind',
    'steps:',
    '  - uses: acme/wind-action@v1',
    '  - run: docker push ${{ env.REGISTRY }}/${{ env.IMAGE_NAME }}:v1.0.0',
    '    working-directory: packages/wind',
    '  - with:',
    '      tags: |',
    '        acme/wind:1.0.0',
    '      context: ./packages/wind',
  ].join('\n')
  expect(listImageMentions('w', workflow)).toEqual([
    { source: 'w', name: 'ghcr.io/{owner}/wind', tagForm: 'v' },
    { source: 'w', name: 'docker.io/acme/wind', tagForm: '' },
  ])
  const readme =
    'See src/wind and acme/wind.\n{"command": "docker",\n "args": ["run",\n "-v", "acme/wind:/data",\n "acme/wind"]}\nacme/rain\n'
  expect(listImageMentions('r', readme)).toEqual([{ source: 'r', name: 'docker.io/acme/wind' }])
})

verifies('init:image-from-project', 'the image of the project is called like it, or the only one of its owner', () => {
  const mentions = listImageMentions(
    'README.md',
    'From docker.io/library/node:24 and ghcr.io/acme/base:1. docker run mcp/wind\ndocker run acmecorp/wind-mcp\ndocker run other/wind:v1.0.0',
  )
  const choose = (url: string) => chooseImage(mentions, url, `io.github.acme/${url.split('/').at(-1)}`)?.name
  expect(choose('https://github.com/acme/wind')).toBe('docker.io/acmecorp/wind-mcp')
  expect(choose('https://github.com/acme/rain')).toBe('ghcr.io/acme/base')
  expect(choose('https://github.com/snow/rain')).toBeUndefined()
})

test.each([
  {
    registryType: 'npm' as const,
    file: 'package.json',
    before: '{\r\n\t"name": "wind",\r\n\t"files": ["a", "b"]\r\n}\r\n',
    after: '{\r\n\t"name": "wind",\r\n\t"mcpName": "io.github.acme/wind",\r\n\t"files": ["a", "b"]\r\n}\r\n',
  },
  {
    registryType: 'npm' as const,
    file: 'package.json',
    before: '\uFEFF{"name":"wind","version":"1.0.0"}',
    after: '\uFEFF{"name":"wind", "mcpName": "io.github.acme/wind","version":"1.0.0"}',
  },
  {
    registryType: 'npm' as const,
    file: 'package.json',
    before: '{"mcpName": "io.github.acme/old", "name": "wind"}',
    after: '{"mcpName": "io.github.acme/wind", "name": "wind"}',
  },
  {
    registryType: 'pypi' as const,
    file: 'README.md',
    before: '# Wind',
    after: '# Wind\n\n<!-- mcp-name: io.github.acme/wind -->\n',
  },
  { registryType: 'cargo' as const, file: 'README.md', before: '# Wind\n', after: '# Wind\n\nmcp-name: io.github.acme/wind\n' },
  {
    registryType: 'oci' as const,
    file: 'Dockerfile',
    before: 'FROM scratch\n',
    after: 'FROM scratch\n\nLABEL io.modelcontextprotocol.server.name="io.github.acme/wind"\n',
  },
])(
  'the marker is written into $file of $registryType, and the rest stays as it is',
  async ({ registryType, file, before, after }) => {
    const folder = await mkdtemp(join(tmpdir(), 'write-marker-'))
    try {
      await writeFile(join(folder, file), before)
      expect(await writeMarker(folder, file, registryType, 'io.github.acme/wind')).toBe(true)
      expect(await readFile(join(folder, file), 'utf8')).toBe(after)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
