import { expect, test } from 'vitest'
import { fillMemory, giveBack } from '../../src/reads/lent-memory.js'

const fill = (text: string, maxBytes = text.length) => fillMemory(maxBytes, (memory) => memory.write(text))
const large = (letter: string) => letter.repeat(20_000)

test('memory that was given back is lent again, and no other', () => {
  const first = fill(large('a'))
  const second = fill(large('b'))
  expect(second.buffer).not.toBe(first.buffer)
  giveBack(first)
  const third = fill(large('c'))
  expect(third.buffer).toBe(first.buffer)
  expect(String(second)).toBe(large('b'))
  expect(String(third)).toBe(large('c'))
})

test('what is given back twice is lent once', () => {
  const first = fill(large('a'))
  giveBack(first)
  giveBack(first)
  expect(fill(large('b')).buffer).not.toBe(fill(large('c')).buffer)
})

test('what is small, and what is larger than all that is lent, has memory of its own', () => {
  for (const text of ['small', 'x'.repeat(600_000)]) {
    const bytes = fill(text)
    giveBack(bytes)
    fill(large('b'))
    fill('x'.repeat(text.length))
    expect(String(bytes)).toBe(text)
  }
})
