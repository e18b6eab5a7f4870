import Type from 'typebox'
import { expect, test } from 'vitest'
import { defineCachedOperation } from '../../src/http/operation.js'

const answer = { schema: Type.Object({}), description: 'Anything.', example: {} }
const read = {
  path: '/x',
  operationId: 'x',
  tag: 'servers',
  summary: 'X',
  query: Type.Object({}),
  answer,
  errors: [],
  handle: async () => ({ body: '{}', ranges: [] }),
} as const

test('what is cached is public and unaudited, and sees nothing of who asks: anything else does not compile', () => {
  expect(defineCachedOperation(read)).toMatchObject({ kind: 'cached', access: 'public', method: 'GET' })
  // @ts-expect-error: a cached operation is public.
  defineCachedOperation({ ...read, access: 'publisher' })
  // @ts-expect-error: a cached operation is not audited.
  defineCachedOperation({ ...read, audit: 'edit' })
  // @ts-expect-error: a cached operation reads.
  defineCachedOperation({ ...read, method: 'POST' })
  // @ts-expect-error: a cached operation has no body.
  defineCachedOperation({ ...read, body: Type.Object({}) })
  // @ts-expect-error: a cached operation declares its query, which is a part of the key.
  defineCachedOperation({ ...read, query: undefined })
  // @ts-expect-error: the handler of a cached operation does not see the publisher.
  defineCachedOperation({ ...read, handle: async ({ publisher }) => ({ body: JSON.stringify(publisher), ranges: [] }) })
  // @ts-expect-error: nor the headers.
  defineCachedOperation({ ...read, handle: async ({ headers }) => ({ body: JSON.stringify(headers), ranges: [] }) })
})
