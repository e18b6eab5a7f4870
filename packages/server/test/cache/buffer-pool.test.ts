import { expect, test } from 'vitest'
import { fillBuffer, releaseBuffer } from '../../src/entries/buffer-pool.js'

const fill = (text: string, maxBytes = text.length) => fillBuffer(maxBytes, (memory) => memory.write(text))
const large = (letter: string) => letter.repeat(20_000)

test('a released buffer is reused, and no other', () => {
  const first = fill(large('a'))
  const second = fill(large('b'))
  expect(second.buffer).not.toBe(first.buffer)
  releaseBuffer(first)
  const third = fill(large('c'))
  expect(third.buffer).toBe(first.buffer)
  expect(String(second)).toBe(large('b'))
  expect(String(third)).toBe(large('c'))
})

test('a buffer that is released twice is reused once', () => {
  const first = fill(large('a'))
  releaseBuffer(first)
  releaseBuffer(first)
  expect(fill(large('b')).buffer).not.toBe(fill(large('c')).buffer)
})

test('small content, and content larger than a pooled buffer, has a buffer of its own', () => {
  for (const text of ['small', 'x'.repeat(600_000)]) {
    const bytes = fill(text)
    releaseBuffer(bytes)
    fill(large('b'))
    fill('x'.repeat(text.length))
    expect(String(bytes)).toBe(text)
  }
})
