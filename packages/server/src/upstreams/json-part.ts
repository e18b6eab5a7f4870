/**
 * The parts of a source: elements, each with its verbatim text and the line on which it begins, and the envelopes around them:
 * `{"servers": [], …}` without the elements.
 */
export type JsonPart =
  | { readonly kind: 'element'; readonly bytes: Uint8Array; readonly line: number }
  | { readonly kind: 'envelope'; readonly bytes: Uint8Array }

/** Far above any document that a registry accepts: a missing quote must not turn the rest of a huge source into one element. */
export const MAX_ELEMENT_BYTES = 16 * 1024 * 1024

/** Splits a source incrementally. */
export interface Splitter {
  push(chunk: Uint8Array): Iterable<JsonPart>
  finish(): Iterable<JsonPart>
}
