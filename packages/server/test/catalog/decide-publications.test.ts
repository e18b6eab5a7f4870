import { UncheckedJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { type Decision, decidePublications, type Publication } from '../../src/catalog/publish/decide-publications.js'
import { requireDocument } from '../../src/catalog/publish/require-document.js'
import { withDefaultLimits } from '../../src/catalog/rows/server-limits.js'
import { serverJson } from '@mcp-registry/testkit/server-json'

const name = 'io.github.alice/weather' as Publication['name']
const toPublication = (version: string): Publication => ({
  name,
  version,
  document: requireDocument(new UncheckedJson(JSON.stringify(serverJson({ name, version })))),
})

/** What becomes of two publications of a server that has versions of these sizes. */
function decide(sizes: readonly number[]) {
  const summaries = sizes.map((documentBytes, nth) => ({
    name,
    version: `0.0.${nth}`,
    publishedAt: '2026-01-01T00:00:00.000000Z',
    status: 'active' as const,
    isLatest: nth === sizes.length - 1,
    documentBytes,
  }))
  const known = { summaries, denials: new Map(), holds: new Map(), getDocument: () => '{}' }
  return decidePublications(['1.0.0', '2.0.0'].map(toPublication), known, withDefaultLimits({})).map(toOutcome)
}

function toOutcome(decision: Decision): string {
  return decision.kind === 'refused' ? decision.reason.code : decision.kind
}

const MAX_BYTES = 64 * 1024 * 1024
const ownBytes = Buffer.byteLength(toPublication('1.0.0').document.text)

test('the documents of a server have at most 64 MiB together', () => {
  const half = MAX_BYTES / 2
  expect(decide([half, half - 2 * ownBytes])).toEqual(['added', 'added'])
  expect(decide([half, half - 2 * ownBytes + 1])).toEqual(['added', 'too-many-bytes'])
  expect(decide([half, half - ownBytes + 1])).toEqual(['too-many-bytes', 'too-many-bytes'])
})

test('a server has at most 10,000 versions', () => {
  const sizes = (count: number) => Array.from({ length: count }, () => 100)
  expect(decide(sizes(9_998))).toEqual(['added', 'added'])
  expect(decide(sizes(9_999))).toEqual(['added', 'too-many-versions'])
})
