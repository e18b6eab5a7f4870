import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REQUIREMENTS, type Requirement } from './requirements.js'

const entries: readonly (readonly [string, Requirement])[] = Object.entries(REQUIREMENTS)

test('every promised behaviour has a test, and every cited id is promised', async () => {
  const cited = new Set<string>()
  for (const file of await listTestFiles()) {
    for (const match of (await readFile(file, 'utf8')).matchAll(/\bverifies\(\s*'([^']+)'/g)) cited.add(match[1] ?? '')
  }
  expect([...cited].sort()).toEqual(Object.keys(REQUIREMENTS).sort())
})

test('every promise is a sentence of its own', () => {
  const promises = entries.map(([, { promise }]) => promise)
  for (const promise of promises) expect(promise).toMatch(/^\S.*\.$/)
  expect(promises.filter((promise, index) => promises.indexOf(promise) !== index)).toEqual([])
})

test('every source is a place in a document of this repository, or a section of a public standard', async () => {
  const missing: string[] = []
  for (const [id, { source }] of entries) if (!(await isSource(source))) missing.push(`${id}: ${source}`)
  expect(missing).toEqual([])
})

test('anchors of headings are those of GitHub', () => {
  const text = '# A `b_c`, [d](e.md) ➕\n```sh\n# no heading\n```\n## Twice\n## Twice\n'
  expect(listAnchors(text)).toEqual(['a-b_c-d-', 'twice', 'twice-1'])
})

const STANDARDS = [
  /^RFC \d+, \d+(\.\d+)*((, \d+(\.\d+)*)* and \d+(\.\d+)*)?$/,
  /^Semantic Versioning 2\.0\.0, \d+$/,
  /^MCP registry API, (GET|POST|PUT|PATCH|DELETE) \/\S+$/,
]

async function isSource(source: string): Promise<boolean> {
  const [, file, place = ''] = /^((?:docs\/[\w-]+|README|SECURITY)\.(?:md|json))#(.+)$/.exec(source) ?? []
  if (file === undefined) return STANDARDS.some((standard) => standard.test(source))
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return false
  return file.endsWith('.json') ? hasPointer(JSON.parse(text), place) : listAnchors(text).includes(place)
}

/** The anchors that GitHub gives to the headings of a Markdown document. */
function listAnchors(markdown: string): readonly string[] {
  const counts = new Map<string, number>()
  const headings = markdown.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} +(.+)$/gm)
  return Array.from(headings, ([, heading = '']) => {
    const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim()
    const anchor = shown
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    const count = counts.get(anchor) ?? 0
    counts.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

/** Whether a JSON document has a place. Source: RFC 6901. */
function hasPointer(document: unknown, pointer: string): boolean {
  const [start, ...keys] = pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  let value = document
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return start === ''
}

async function listTestFiles(): Promise<string[]> {
  const packages = await readdir('packages')
  const folders = ['test', ...packages.map((name) => join('packages', name, 'test'))]
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true }).catch(() => [])
      return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name))
    }),
  )
  return found.flat()
}
