import { readFileSync } from 'node:fs'
import { CLIENTS, createRegistryClient } from '@mcp-registry/client'
import { expect, test } from 'vitest'

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')

test('docs/sdk.md names every method of the client', () => {
  const text = read('sdk.md')
  const methods = Object.keys(createRegistryClient({ baseUrl: 'https://registry.example' }))
  expect(methods.filter((method) => !text.includes(`\`${method}`))).toEqual([])
})

test('docs/launch.md names every client, and every problem that a launch can have', () => {
  const text = read('launch.md')
  const source = readFileSync(new URL('../src/launch/launch.ts', import.meta.url), 'utf8')
  const codes = [...(/type LaunchProblemCode =([^\n]*\n(?: {2}\|[^\n]*\n)*)/.exec(source)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
    ([, code = '']) => code,
  )
  expect(codes.length).toBeGreaterThan(10)
  expect([...codes, ...CLIENTS.map(({ id }) => id)].filter((word) => !text.includes(`\`${word}\``))).toEqual([])
})
