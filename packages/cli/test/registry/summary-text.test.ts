import type { ImportNotice, ImportSummary } from '@mcp-registry/server'
import { expect, test } from 'vitest'
import { isComplete, toSummaryText } from '../../src/registry/summary-text.js'

const plain = (_: string, text: string) => text
const summary = (fields: Partial<ImportSummary>): ImportSummary => ({
  added: 0,
  updated: 0,
  unchanged: 0,
  kept: 0,
  warned: 0,
  warnings: [],
  refused: 0,
  refusals: [],
  remarks: [],
  ...fields,
})
const refusal: ImportNotice = {
  position: 'entry 1 (line 1)',
  name: 'com.example/a',
  version: '1.0.0',
  reason: 'It is too large.',
}

test('a summary counts what was refused, and says how many refusals it does not list', () => {
  const all = summary({ added: 1, refused: 1, refusals: [refusal] })
  expect(toSummaryText(all, plain).split('\n')).toEqual([
    'Imported: 1 added, 1 refused.',
    '1 refused:',
    '  entry 1 (line 1) com.example/a 1.0.0: It is too large.',
  ])
  expect(toSummaryText({ ...all, refused: 1_234 }, plain)).toContain('\n1,234 refused:\n')
  expect(toSummaryText({ ...all, refused: 1_234 }, plain)).toMatch(/\n {2}and 1,233 more\.$/)
  expect([isComplete(all), isComplete(summary({ added: 1 }))]).toEqual([false, true])
})
