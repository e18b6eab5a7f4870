import { expect, test } from 'vitest'
import { quoteForCmd } from '../../src/inspection/program.js'

test.each([
  ['npx', 'npx'],
  ['@alice/tides@1.0.0', '@alice/tides@1.0.0'],
  ['C:\\tides\\run.exe', 'C:\\tides\\run.exe'],
  ['', '""'],
  ['a b', '"a b"'],
  ['a&b|c>d', '"a&b|c>d"'],
  // A backslash before the last quote would escape it.
  ['C:\\my files\\', '"C:\\my files\\\\"'],
])('%s is passed through cmd as %s', (text, quoted) => {
  expect(quoteForCmd(text)).toBe(quoted)
})

test.each(['%PATH%', 'a"b', 'a\nb'])('%j is refused, since cmd would change it', (text) => {
  expect(() => quoteForCmd(text)).toThrow('cannot be passed through cmd')
})
