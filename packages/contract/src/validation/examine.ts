import type { ValidationIssue } from '../api.js'
import type { IssueSink } from '../issue-collector.js'
import { editJson, type JsonEdit } from '../json/edit-json.js'
import type { JsonPath } from '../json/json-path.js'
import { type JsonText, readJson } from '../json/read-json.js'
import { toUncheckedJson, type UncheckedJson } from '../json/unchecked-json.js'
import { MAX_DOCUMENT_BYTES, MAX_INPUTS } from '../limits.js'
import type { Result } from '../result.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate } from '../schema-date.js'
import { listAbsentEdits } from './absent-fields.js'
import { checkForeignMeta, listForeignMetaEdits } from './foreign-meta.js'
import { listObjects, type ShapedObject } from './object-shape.js'
import { serverJsonSchema } from './schema-dates.js'
import { checkSchemaOf } from './schema-tier.js'
import { checkSchemaVersion } from './schema-version.js'
import { checkInputCount, checkSemantics } from './semantic-tier.js'
import { checkUnknownFields } from './unknown-fields.js'
import { listUpgrades, toWrittenPath } from './upgrade.js'

/** The text of a document and its parsed value. */
export type Document = Pick<JsonText, 'text' | 'value'>

export interface Examination {
  /** The document in the current shape; it is a valid server.json only if no issue is an error. */
  readonly current: Document
  readonly date: SchemaDate | undefined
  /** Maps the path of a value in the current shape to its path in the original document. */
  readonly toWritten: (path: JsonPath) => JsonPath
}

/** Reads the text of a document that has at most so many bytes, white space aside. */
export function readDocument(
  json: string | UncheckedJson,
  maxBytes: number = MAX_DOCUMENT_BYTES,
): Result<JsonText, ValidationIssue> {
  const unchecked = toUncheckedJson(json)
  const tooLarge = findTooLarge(unchecked, maxBytes)
  return tooLarge ? { ok: false, errors: [tooLarge] } : readJson(unchecked)
}

/** The issue of a document that is too large. */
export function findTooLarge(json: string | UncheckedJson, maxBytes: number = MAX_DOCUMENT_BYTES): ValidationIssue | undefined {
  const { minifiedBytes: bytes } = toUncheckedJson(json)
  if (bytes <= maxBytes) return undefined
  const message = `The document has ${bytes} bytes without white space; at most ${maxBytes} are allowed. Move long texts to the page at websiteUrl.`
  return { type: 'semantic', path: '', message, severity: 'error', reference: 'document-too-large' }
}

/** Adds all issues of a document except those of the linter. Returns undefined if it has too many inputs for every rule to run. */
export function examine(json: Document, issues: IssueSink, maxInputs: number = MAX_INPUTS): Examination | undefined {
  const { date, isKnown } = checkSchemaVersion(json.value, issues)
  const schema = serverJsonSchema(date ?? CURRENT_SCHEMA_DATE)
  const objects = [...listObjects([schema], json.value)]
  const { present, current } = toCurrentShape(json, date, objects)
  // A document that declares an unknown schema cannot be validated against a different one.
  if (isKnown) {
    checkSchemaOf(date ?? CURRENT_SCHEMA_DATE, present.value, issues)
    checkUnknownFields(objects, date ?? CURRENT_SCHEMA_DATE, issues)
  }
  checkForeignMeta(present.value, issues)
  if (!checkInputCount(current.value, maxInputs, issues)) return undefined
  const toWritten = (path: JsonPath) => (date === '2025-07-09' ? toWrittenPath(present.value, path) : path)
  checkSemantics(current.value, date ?? CURRENT_SCHEMA_DATE, toWritten, issues)
  return { current, date, toWritten }
}

/** A document during its conversion to the current shape. */
export interface CurrentShape {
  /** The document without stand-ins for missing fields. */
  readonly present: Document
  /** The document in the current shape: without foreign `_meta` keys, and upgraded from its schema date. */
  readonly current: Document
  /** The changes, by their paths in the original document. */
  readonly edits: readonly JsonEdit[]
}

/** Converts a document to the current shape, whether valid or not. */
export function toCurrentShape(
  json: Document,
  date: SchemaDate | undefined,
  objects: readonly ShapedObject[] = [...listObjects([serverJsonSchema(date ?? CURRENT_SCHEMA_DATE)], json.value)],
): CurrentShape {
  const absent = listAbsentEdits(json.value, objects)
  const present = edit(json, absent)
  const upgrades = [...listForeignMetaEdits(present.value), ...(date ? listUpgrades(present.value, date) : [])]
  return { present, current: edit(present, upgrades), edits: [...absent, ...upgrades] }
}

function edit(json: Document, edits: readonly JsonEdit[]): Document {
  const text = editJson(json.text, edits)
  return { text, value: text === json.text ? json.value : JSON.parse(text) }
}
