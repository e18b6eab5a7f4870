import type { ValidationIssue } from '../api.js'
import type { JsonEdit } from '../json/edit-json.js'
import { toPathText } from '../json/json-path.js'
import { PUBLISHER_META_KEY } from '../server-json.js'
import { asObject, ownField } from './loose.js'

/** The edits that take out of `_meta` what a publisher may not put there, and `_meta` itself when nothing is left in it. */
export function listForeignMetaEdits(document: unknown): readonly JsonEdit[] {
  const meta = ownField(document, '_meta')
  const foreign = listForeignKeys(document)
  if (foreign.length > 0 && foreign.length === Object.keys(asObject(meta)).length) return [{ kind: 'drop', path: ['_meta'] }]
  return foreign.map((key) => ({ kind: 'drop', path: ['_meta', key] }))
}

/** A warning for each key of `_meta` that will not be kept. */
export function listForeignMetaIssues(document: unknown): readonly ValidationIssue[] {
  return listForeignKeys(document).map((key) => {
    const message = `The key ${JSON.stringify(key)} is dropped: of _meta, a publisher may use ${JSON.stringify(PUBLISHER_META_KEY)} only.`
    return { type: 'semantic', path: toPathText(['_meta', key]), message, severity: 'warning', reference: 'foreign-meta-key' }
  })
}

function listForeignKeys(document: unknown): readonly string[] {
  return Object.keys(asObject(ownField(document, '_meta'))).filter((key) => key !== PUBLISHER_META_KEY)
}
