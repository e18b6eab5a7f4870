import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countMinifiedBytes } from '../src/json/count-minified-bytes.js'
import { minifyJson } from '../src/json/minify-json.js'
import { UncheckedJson } from '../src/json/unchecked-json.js'

test('a text is parsed if it is not larger than allowed, white space aside', () => {
  const json = new UncheckedJson(' {"a": "b c"} ')
  expect(json.minifiedBytes).toBe(11)
  expect(json.findValue(10)).toBeUndefined()
  expect(json.findValue(11)).toEqual({ a: 'b c' })
  expect(json.findValue(Infinity)).toBe(json.findValue(11))
})

test('a text that is not JSON has no value, and a byte order mark does not count', () => {
  expect(new UncheckedJson('{"a":').findValue(Infinity)).toBeUndefined()
  const marked = new UncheckedJson('\uFEFF[1]')
  expect([marked.text, marked.start, marked.minifiedBytes, marked.findValue(3)]).toEqual(['[1]', 1, 3, [1]])
})

test('minified is what a text says without the white space between its tokens', () => {
  expect(minifyJson(' { "a\\" b" : [ 1.0 , "\\\\" ,\t"c \\u0020" ] }\r\n')).toBe('{"a\\" b":[1.0,"\\\\","c \\u0020"]}')
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (text, indent) => {
      const value: unknown = JSON.parse(text)
      const minified = JSON.stringify(value)
      const written = JSON.stringify(value, null, indent)
      expect(minifyJson(written)).toBe(minified)
      expect(countMinifiedBytes(written)).toBe(new TextEncoder().encode(minified).length)
    }),
  )
})
