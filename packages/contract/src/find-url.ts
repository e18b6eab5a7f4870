/**
 * The URL that a text is, resolved against `base`; undefined for any other text. Not `URL.canParse`: in Node 20 it refuses valid text
 * beyond ASCII once the engine has optimized the call.
 */
export function findUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
