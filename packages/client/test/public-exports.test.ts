import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const PACKAGES = new URL('../../', import.meta.url).pathname

/** The exports of an index: the name of each, and the file that it comes from; undefined if that is another package. */
function listExports(index: string): { name: string; file: string | undefined }[] {
  const text = readFileSync(index, 'utf8')
  expect(text).not.toMatch(/export \*/)
  return [...text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.replace(/\btype\b/, '').trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, file: from.startsWith('.') ? join(dirname(index), from.replace(/\.js$/, '.ts')) : undefined })),
  )
}

/** A declaration of a source with its docstring, as it is written. */
function findDeclarations(file: string, name: string): { docstring: string | undefined; signature: string }[] {
  const source = readFileSync(file, 'utf8')
  const pattern = new RegExp(
    String.raw`(?:/\*\*((?:[^*]|\*(?!/))*)\*/\n)?export (?:async )?(?:const|function|class|interface|type) ${name}\b([\s\S]*?)\n(?=\n|$|export )`,
    'g',
  )
  return [...source.matchAll(pattern)].map(([, docstring, signature = '']) => ({ docstring, signature }))
}

test.each(['client', 'contract'])('every export of %s has a docstring', (name) => {
  const exports = listExports(join(PACKAGES, name, 'src/index.ts'))
  expect(exports.length).toBeGreaterThan(50)
  const bare = exports.filter(
    ({ name: exported, file }) =>
      file !== undefined && findDeclarations(file, exported).every(({ docstring }) => docstring === undefined),
  )
  expect(bare.map(({ name: exported }) => exported)).toEqual([])
})

test('every type in a signature of the client can be imported from it', () => {
  const exports = listExports(join(PACKAGES, 'client/src/index.ts'))
  const exported = new Set(exports.map(({ name }) => name))
  const missing = new Set<string>()
  let checked = 0
  for (const { name } of exports.filter(({ file }) => file !== undefined)) {
    for (const type of listSignatureTypes(exports, name)) {
      checked++
      if (!exported.has(type)) missing.add(`${type} in ${name}`)
    }
  }
  expect(checked).toBeGreaterThan(80)
  expect([...missing]).toEqual([])
})

/** The types of the two packages that stand in the declaration of an export, as the compiler writes it. */
function listSignatureTypes(exports: readonly { name: string; file: string | undefined }[], name: string): string[] {
  const source = exports.find((one) => one.name === name)?.file ?? ''
  const file = source.replace('/src/', '/dist/').replace(/\.ts$/, '.d.ts')
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const imported = [...text.matchAll(/import (?:type )?\{([^}]*)\} from '(?:\.|@mcp-registry)/g)].flatMap(([, names = '']) =>
    names.split(',').map((one) => one.replace(/\btype\b/, '').trim()),
  )
  const declared = [...text.matchAll(/^(?:export )?(?:declare )?(?:interface|type|class) (\w+)/gm)].map(([, one = '']) => one)
  const known = new Set([...imported, ...declared])
  const own = new RegExp(
    String.raw`^(?:export )?(?:declare )?(?:const|function|class|interface|type) ${name}\b[\s\S]*?(?=^(?:export|declare|interface|type|//)|(?![\s\S]))`,
    'm',
  ).exec(text)?.[0]
  expect(own, `${name} in ${file}`).toBeDefined()
  return [...new Set((own ?? '').match(/\b[A-Z]\w+\b/g))].filter((one) => known.has(one) && one !== name)
}
