/**
 * Parses a text as a URL, resolved against `base`; undefined if it is not one. Does not use `URL.canParse`: in Node 20 it rejects valid
 * non-ASCII text once V8 has optimized the call.
 */
export function findUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
