import { expect, test } from 'vitest'
import { coalesce } from '../src/coalesce.js'
import { createGate } from './harness/create-gate.js'

test('who asks while an answer is on its way gets the next one, together with all others that do', async () => {
  const questions = [0, 1, 2].map(() => ({ asked: createGate(), answered: createGate() }))
  let nth = 0
  const ask = coalesce(async () => {
    const number = nth++
    questions[number]?.asked.open()
    await questions[number]?.answered.passed
    if (number === 1) throw new Error('no answer')
    return number
  })
  const first = ask()
  const second = [ask(), ask()]
  questions[0]?.answered.open()
  expect(await first).toBe(0)
  await questions[1]?.asked.passed
  const third = [ask(), ask()]
  questions[1]?.answered.open()
  await expect(Promise.all(second)).rejects.toThrow('no answer')
  questions[2]?.answered.open()
  expect(await Promise.all(third)).toEqual([2, 2])
  expect(await ask()).toBe(3)
})

test('two questions are never on their way at the same time', async () => {
  let running = 0
  const ask = coalesce(async () => {
    running++
    await Promise.resolve()
    return running--
  })
  const first = ask()
  void ask()
  await first
  // Between the end of one question and the beginning of the next.
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
})
