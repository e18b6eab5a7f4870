import { isRegistryClientError, RegistryClientError } from '@mcp-registry/client'
import { expect, test, vi } from 'vitest'

const error = new RegistryClientError('http-404', 'Not there.', { status: 404, retryable: false })

test('an error of a client is recognised, and nothing else', () => {
  expect(isRegistryClientError(error)).toBe(true)
  const others = [new Error('no'), { name: 'RegistryClientError', code: 'network' }, undefined, null, 'text', 7]
  expect(others.some(isRegistryClientError)).toBe(false)
})

test('an error of another copy of the package is recognised, which instanceof does not do', async () => {
  vi.resetModules()
  const copy = await import('../src/registry-client-error.js')
  expect(copy.RegistryClientError).not.toBe(RegistryClientError)
  const foreign: unknown = new copy.RegistryClientError('network', 'Away.', { retryable: true })
  expect(foreign).not.toBeInstanceOf(RegistryClientError)
  expect(isRegistryClientError(foreign)).toBe(true)
  expect(copy.isRegistryClientError(error)).toBe(true)
})

test('the mark by which errors are recognised is no part of what is shown or logged', () => {
  const mark = Symbol.for('@mcp-registry/client/RegistryClientError')
  expect(Object.getOwnPropertyDescriptor(error, mark)?.enumerable).toBe(false)
})
