import { listServerJsonErrors, parseServerJson, validateServerJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { readDocuments } from './fixtures.js'

for (const [file, { about, document, issues }] of await readDocuments()) {
  test(`${file}: ${about}`, () => {
    const text = JSON.stringify(document)
    const result = validateServerJson(text)
    const found = result.issues.map(({ type, path, severity, reference }) => ({ type, path, severity, reference }))
    expect(found).toEqual(issues)
    const errors = result.issues.filter((issue) => issue.severity === 'error')
    expect(result.valid).toBe(errors.length === 0)
    const parsed = parseServerJson(text)
    expect(parsed.ok ? [] : parsed.errors).toEqual(errors)
    expect(listServerJsonErrors({ text, value: document })).toEqual(errors)
  })
}

test('every issue has a message', async () => {
  for (const [, { document }] of await readDocuments())
    for (const { message, path } of validateServerJson(JSON.stringify(document)).issues)
      // The official command appends a period to messages about `$schema`.
      expect(message).toMatch(path === '$schema' ? /^.{10,400}[^.]$|newer than/s : /^.{10,400}[.?]$/s)
})
