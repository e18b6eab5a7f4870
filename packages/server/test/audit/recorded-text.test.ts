import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toRecordedText } from '../../src/audit/recorded-text.js'

test('a short text is recorded as it is', () => {
  expect(toRecordedText('com.example/weather', 255)).toBe('com.example/weather')
  expect(toRecordedText('a'.repeat(255), 255)).toBe('a'.repeat(255))
})

test('of a long text its beginning and its length are recorded', () => {
  expect(toRecordedText('abc'.repeat(2000), 3)).toBe('abc… (6000 characters)')
})

test('whatever the text, the record is short, and text for the database', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.integer({ min: 1, max: 300 }), (text, maxLength) => {
      const recorded = toRecordedText(text.padEnd(text.length + 1, '\uD800\0'), maxLength)
      expect(recorded.length).toBeLessThanOrEqual(maxLength + '… (2000 characters)'.length)
      expect(recorded).not.toMatch(/\p{Surrogate}|\0/u)
    }),
  )
})
