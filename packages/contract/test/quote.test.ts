import { expect, test } from 'vitest'
import { shorten } from '../src/index.js'

test.each([
  ['', 2, ''],
  ['ab', 2, 'ab'],
  ['abc', 2, 'ab…'],
  // Two characters of two units each are not cut, and three are cut between characters.
  ['🌦🌦', 2, '🌦🌦'],
  ['🌦🌦🌦', 2, '🌦🌦…'],
  ['🌦'.repeat(80), undefined, '🌦'.repeat(80)],
  ['x'.repeat(81), undefined, `${'x'.repeat(80)}…`],
])('shorten(%j, %j) is %j', (text, maxLength, expected) => {
  expect(shorten(text, maxLength)).toBe(expected)
})
