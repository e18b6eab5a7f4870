/**
 * What a source consists of: elements, each with its text exactly as it stands there and the line on which it begins, and the
 * envelopes around them, `{"servers": [], …}` without the elements.
 */
export type JsonPart =
  | { readonly kind: 'element'; readonly bytes: Uint8Array; readonly line: number }
  | { readonly kind: 'envelope'; readonly bytes: Uint8Array }

/** Far above any document a registry accepts: a lost quote must not turn the rest of a huge source into one element. */
export const MAX_ELEMENT_BYTES = 16 * 1024 * 1024

/** Takes a source apart piece by piece. */
export interface Splitter {
  push(chunk: Uint8Array): Iterable<JsonPart>
  finish(): Iterable<JsonPart>
}
