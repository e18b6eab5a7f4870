import { MAX_DOCUMENT_BYTES } from '@mcp-registry/contract'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/server-json.js'
import { findNameInBody } from '../../src/catalog/publish/require-document.js'

verifies('edge-49', 'a body that may be larger than any document is not parsed for its name', () => {
  const document = JSON.stringify(serverJson())
  expect(findNameInBody(document)).toBe('io.github.alice/weather')
  expect(findNameInBody(document.padEnd(MAX_DOCUMENT_BYTES))).toBe('io.github.alice/weather')
  expect(findNameInBody(document.padEnd(MAX_DOCUMENT_BYTES + 1))).toBeUndefined()
})
