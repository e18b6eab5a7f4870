import { expect, test } from 'vitest'
import { parseSource } from '../scripts/src/bounds/parse-source.js'
import { listRegExps } from '../scripts/src/bounds/list-reg-exps.js'

function list(source: string) {
  return listRegExps(parseSource('a.ts', source)).map(({ line, pattern, flags, isDynamic }) => [line, pattern, flags, isDynamic])
}

test('regular expressions are found as literals, as calls, and as patterns of schemas', () => {
  const source = String.raw`const a: RegExp = /a\/b/giu
    text.replace(/\s+$/, '')
    new RegExp('c\\d', 'y'); RegExp("e")
    Type.String({ pattern: '^f$' })`
  expect(list(source)).toEqual([
    [1, String.raw`a\/b`, 'giu', false],
    [2, String.raw`\s+$`, '', false],
    [3, String.raw`c\d`, 'y', false],
    [3, 'e', '', false],
    [4, '^f$', 'u', false],
  ])
})

test('a pattern that is put together from constants is known, any other is not', () => {
  const source = [
    'const PART = "[a-z]+"',
    'const RAW = String.raw`\\d`',
    'const WHOLE = new RegExp(`^${PART}(?:-${RAW})*$`)',
    'const find = (name: string) => new RegExp(`${name}=`, "i")',
    'const copy = new RegExp(WHOLE)',
  ].join('\n')
  expect(list(source)).toEqual([
    [3, String.raw`^[a-z]+(?:-\d)*$`, '', false],
    [4, '`${name}=`', 'i', true],
    [5, 'WHOLE', '', true],
  ])
})

test('a source that cannot be parsed is an error', () => {
  expect(() => list('const = /a/')).toThrow('a.ts')
})
