import type { IssueSink } from '../issue-collector.js'
import type { JsonEdit } from '../json/edit-json.js'
import { PUBLISHER_META_KEY } from '../meta-keys.js'
import { asObject, ownField } from './json-access.js'
import { quote } from './quote.js'

/** The edits that remove the `_meta` keys that publishers may not set, and `_meta` itself if it is then empty. */
export function listForeignMetaEdits(document: unknown): readonly JsonEdit[] {
  const meta = ownField(document, '_meta')
  const foreign = listForeignKeys(document)
  if (foreign.length > 0 && foreign.length === Object.keys(asObject(meta)).length) return [{ kind: 'drop', path: ['_meta'] }]
  return foreign.map((key) => ({ kind: 'drop', path: ['_meta', key] }))
}

/** Adds a warning for each `_meta` key that is dropped. */
export function checkForeignMeta(document: unknown, issues: IssueSink): void {
  for (const key of listForeignKeys(document)) {
    issues.add('semantic', 'warning', () => {
      const message = `The key ${quote(key)} is dropped: publishers may only set ${quote(PUBLISHER_META_KEY)} in _meta.`
      return { reference: 'foreign-meta-key', path: ['_meta', key], message }
    })
  }
}

function listForeignKeys(document: unknown): readonly string[] {
  return Object.keys(asObject(ownField(document, '_meta'))).filter((key) => key !== PUBLISHER_META_KEY)
}
