import { MAX_DOCUMENT_BYTES, UncheckedJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { findNameInBody } from '../../src/catalog/publish/require-document.js'

test('what is not a server name is left to the validation of the document', () => {
  for (const name of ['', ' ', 'weather', 'alice/', 'a/b/c', 7, null, '\u0000/x', `com.alice/${'x'.repeat(200)}`])
    expect(findNameInBody(new UncheckedJson(JSON.stringify({ ...serverJson(), name }))), String(name)).toBeUndefined()
})

verifies('edge-49', 'a body that is larger than any document, white space aside, is not parsed for its name', () => {
  const findName = (text: string) => findNameInBody(new UncheckedJson(text))
  const document = JSON.stringify(serverJson())
  const withBytes = (bytes: number) => document.replace('{', `{"x":"${'x'.repeat(bytes - document.length - '"x":"",'.length)}",`)
  expect(findName(document)).toBe('io.github.alice/weather')
  expect(findName(withBytes(MAX_DOCUMENT_BYTES))).toBe('io.github.alice/weather')
  expect(findName(withBytes(MAX_DOCUMENT_BYTES).padEnd(2 * MAX_DOCUMENT_BYTES))).toBe('io.github.alice/weather')
  expect(findName(withBytes(MAX_DOCUMENT_BYTES + 1))).toBeUndefined()
})
