import { readdirSync, readFileSync } from 'node:fs'
import { type ClientJson, parseClientJson, validateClientJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const folder = new URL('../../../fixtures/clients/', import.meta.url)
const files = readdirSync(folder)
const texts = files.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const)

function read(text: string): ClientJson {
  const client = parseClientJson(text)
  if (!client.ok) throw new Error(JSON.stringify(client.errors))
  return client.value
}

verifies('clients:evidence', 'every description is valid, without a warning', () => {
  expect(files.length).toBeGreaterThanOrEqual(28)
  for (const [file, text] of texts) expect([file, validateClientJson(text).issues]).toEqual([file, []])
})

test('every file is named after the part of the id behind the slash, so that both are unique', () => {
  for (const [file, text] of texts) expect(read(text).id.split('/')[1]).toBe(file.replace('.json', ''))
})

verifies('clients:evidence', 'every fact that is known has a source, of this year or the last, and nothing else has one', () => {
  for (const [file, text] of texts) {
    const { transports, authentication, features } = read(text)
    for (const group of [transports, authentication, features]) {
      for (const [name, { support, evidence = [] }] of Object.entries(group))
        expect([file, name, evidence.length > 0]).toEqual([file, name, support !== 'unknown'])
    }
    for (const [, date = ''] of text.matchAll(/"date": "([^"]+)"/g)) expect(date >= '2025-11' && date <= '2026-11-28').toBe(true)
  }
})

test('a client that has been replaced names one that exists', () => {
  const clients = texts.map(([, text]) => read(text))
  const replaced = clients.flatMap(({ replacedBy }) => (replacedBy === undefined ? [] : [replacedBy]))
  expect(replaced.length).toBeGreaterThan(0)
  for (const id of replaced) expect(clients.map((client) => client.id)).toContain(id)
})
