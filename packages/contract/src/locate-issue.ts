import type { ValidationIssue } from './api.js'
import type { JsonLocation, JsonText } from './json/read-json.js'

/**
 * The location of an issue in the text of a document: that of the value, or that of the key if the field itself is the fault. Undefined if
 * the issue has no path.
 */
export function locateIssue(
  { locate }: Pick<JsonText, 'locate'>,
  { path, reference }: ValidationIssue,
): JsonLocation | undefined {
  // An issue about a missing field has the path of a misspelled one, if there is one.
  const isAboutKey = reference === 'unknown-field' || reference.endsWith('required')
  return locate(path, isAboutKey ? 'key' : 'value')
}
