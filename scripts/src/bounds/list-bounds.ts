import { type FoundRegExp, listRegExps } from './list-reg-exps.js'
import { COLLECTIONS, type CollectionBound } from './collections.js'
import { type EmitterHandler, EMITTERS } from './emitters.js'
import { findDifferences } from './find-differences.js'
import { type FoundCollection, listCollections } from './list-collections.js'
import { type FoundEmitter, listEmitters } from './list-emitters.js'
import { listSources } from './list-sources.js'
import { parseSource, toLine } from './parse-source.js'
import { BOUNDED, findRegExpInput, REG_EXP_INPUTS } from './reg-exps.js'

export interface Bounds {
  readonly collections: readonly (FoundCollection & { readonly bound: CollectionBound | undefined })[]
  /** `place`: file and line of the handler. */
  readonly emitters: readonly (FoundEmitter & { readonly handler: EmitterHandler | undefined; readonly place: string })[]
  readonly regExps: readonly (FoundRegExp & { readonly input: string; readonly limit: string })[]
  /** The differences between the ledgers and the code. */
  readonly faults: readonly string[]
}

const FOLDER = 'scripts/src/bounds'

/** Every collection, event emitter and regular expression in the sources, with its ledger entry. */
export function listBounds(): Bounds {
  const texts = new Map(listSources().map(({ file, text }) => [file, text]))
  const getText = (file: string) => texts.get(file)
  const sources = [...texts].map((each) => parseSource(...each))
  const listBelow = (...folders: readonly string[]) =>
    sources.filter(({ file }) => folders.some((folder) => file.startsWith(folder)))
  const collections = listBelow('packages/server/').flatMap(listCollections)
  const found = listBelow('packages/server/', 'packages/publisher/', 'packages/cli/').map(listEmitters)
  const emitters = found.flatMap((each) => each.emitters)
  const regExps = sources.flatMap(listRegExps)

  const kept = collections.filter(({ lifetime }) => lifetime === 'kept')
  const faults = [
    ...findDifferences(COLLECTIONS, kept, { ledgerFile: `${FOLDER}/collections.ts`, toQuote: toEnforcement, getText }),
    ...findDifferences(EMITTERS, emitters, { ledgerFile: `${FOLDER}/emitters.ts`, toQuote: (handler) => handler, getText }),
    ...found
      .flatMap(({ unknownImports }) => unknownImports)
      .map((each) => `${each} is unknown. Add it to ${FOLDER}/emitter-modules.ts.`),
    ...listRegExpFaults(regExps),
  ]
  return {
    faults,
    collections: collections.map((each) => ({ ...each, bound: COLLECTIONS[each.file]?.[each.name] })),
    emitters: emitters.map((each) => {
      const handler = EMITTERS[each.file]?.[each.name]
      const file = handler?.file ?? each.file
      const text = texts.get(file) ?? ''
      return { ...each, handler, place: handler ? `${file}:${toLine({ text }, text.indexOf(handler.code))}` : '' }
    }),
    regExps: regExps.map((each) => {
      const { input = '', limit = '' } = findRegExpInput(each.file) ?? {}
      return { ...each, input, limit }
    }),
  }
}

function toEnforcement(bound: CollectionBound): { readonly code: string } | undefined {
  return 'by' in bound ? { code: bound.by } : undefined
}

// Checking that the other expressions are linear takes a while: check-reg-exps.js does that.
function listRegExpFaults(found: readonly FoundRegExp[]): readonly string[] {
  const isListed = ({ file, pattern }: FoundRegExp) => BOUNDED.some((entry) => entry.file === file && entry.pattern === pattern)
  const unlisted = found
    .filter((regExp) => findRegExpInput(regExp.file) === undefined)
    .map(({ file, line }) => `${file}:${line} has a regular expression. Add what it is applied to, to ${FOLDER}/reg-exps.ts.`)
  const unchecked = found
    .filter((regExp) => regExp.isDynamic && !isListed(regExp))
    .map(({ file, line, pattern }) => `${file}:${line} builds a regular expression from ${pattern}. Use a literal.`)
  const stale = BOUNDED.filter(
    ({ file, pattern }) => !found.some((regExp) => regExp.file === file && regExp.pattern === pattern),
  ).map(({ file, pattern }) => `${file} no longer has /${pattern}/. Remove it from ${FOLDER}/reg-exps.ts.`)
  const unused = REG_EXP_INPUTS.filter((input) => !found.some(({ file }) => findRegExpInput(file) === input)).map(
    ({ under }) => `${under} no longer has a regular expression. Remove it from ${FOLDER}/reg-exps.ts.`,
  )
  return [...unlisted, ...unchecked, ...stale, ...unused]
}
