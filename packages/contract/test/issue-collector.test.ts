import { MAX_ISSUES } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { IssueCollector } from '../src/issue-collector.js'

test('errors beyond the capacity are counted without being described, in an edit too', () => {
  for (const options of [{}, { isKnown: () => false }]) {
    const issues = new IssueCollector({}, options)
    let described = 0
    const describe = () => {
      described++
      return { reference: 'invalid-version', path: [], message: 'No.' }
    }
    for (let count = 0; count < 10_000; count++) issues.add('semantic', 'error', describe)
    expect(described).toBe(MAX_ISSUES)
    expect(issues.toErrors().at(-1)?.message).toContain(`${10_000 - MAX_ISSUES} more`)
  }
})
