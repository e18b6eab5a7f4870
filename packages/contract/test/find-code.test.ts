import { expect, test } from 'vitest'
import { findCode, hasCode } from '../src/find-code.js'

const withCode = (code: unknown) => Object.assign(new Error('failed'), { code })

test('an error has the code that it was given as a text', () => {
  expect(findCode(withCode('ENOENT'))).toBe('ENOENT')
  for (const other of [withCode(401), new Error('failed'), { code: 'ENOENT' }, 'ENOENT', undefined]) {
    expect(findCode(other)).toBeUndefined()
  }
})

test('an error has one of several codes, or none of them', () => {
  expect(hasCode(withCode('ENOENT'), 'EEXIST', 'ENOENT')).toBe(true)
  expect(hasCode(withCode('ENOENT'), 'EEXIST')).toBe(false)
  expect(hasCode(undefined, 'ENOENT')).toBe(false)
})
