import { expect, test } from 'vitest'
import { findDifferences } from '../scripts/src/bounds/find-differences.js'

const ledger = { 'a.ts': { cache: { code: 'max: 10' } } }
const found = { file: 'a.ts', line: 1, name: 'cache' }
const options = {
  ledgerFile: 'ledger.ts',
  toQuote: (entry: { readonly code: string }) => entry,
  getText: () => 'new Cache({ max: 10 })',
}

test('a ledger agrees with the code when each lists what the other has', () => {
  expect(findDifferences(ledger, [found], options)).toEqual([])
})

test('what is not listed, no longer there, or no longer bounded is named with the ledger to correct', () => {
  expect(findDifferences(ledger, [found, { file: 'b.ts', line: 7, name: 'queue' }], options)).toEqual([
    "b.ts:7 is not listed. Add 'b.ts' → 'queue' to ledger.ts.",
  ])
  expect(findDifferences(ledger, [], options)).toEqual(["a.ts no longer has 'cache'. Remove it from ledger.ts."])
  expect(findDifferences(ledger, [found], { ...options, getText: () => 'new Cache()' })).toEqual([
    'a.ts no longer has "max: 10", which bounds or handles \'cache\'. Correct it in ledger.ts.',
  ])
})
