import { PassThrough } from 'node:stream'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { toTable } from '../../src/registry/reading/to-table.js'

const plain = (_: string, text: string) => text

test('a table fits the terminal, the widest column cut', () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 30 })
  const table = toTable(
    ['NAME', 'TEXT'],
    [
      ['a', '潮'.repeat(40)],
      ['b', 'short'],
    ],
    { stdout, paint: { stdout: plain, stderr: plain } },
  )
  const widths = table.split('\n').map((line) => stringWidth(line))
  expect(Math.max(...widths)).toBeLessThanOrEqual(30)
  expect(table).toContain('…')
})

test('a table that goes to a file is not cut', () => {
  const table = toTable(['A'], [['x'.repeat(500)]], { stdout: new PassThrough(), paint: { stdout: plain, stderr: plain } })
  expect(table).toContain('x'.repeat(500))
})
