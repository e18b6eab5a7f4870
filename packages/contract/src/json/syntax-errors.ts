import type { ParseErrorCode } from 'jsonc-parser'

// The caller adds the position.
const SENTENCES: Record<ParseErrorCode, string> = {
  1: 'this is not JSON: a value is a string in double quotes, a number, true, false, null, {…} or […]',
  2: 'this is not a JSON number',
  3: 'a key in double quotes is expected here; JSON has no comma after the last entry',
  4: 'a value is expected here; JSON has no comma after the last entry',
  5: 'a colon is expected between a key and its value',
  6: 'a comma is expected between two entries',
  7: 'a closing } is expected',
  8: 'a closing ] is expected',
  9: 'the document is complete, but more text follows',
  10: 'JSON has no comments',
  11: 'JSON has no comments',
  12: 'the string has no closing double quote on this line',
  13: 'the number is incomplete',
  14: '\\u must be followed by four hexadecimal digits',
  15: 'this is not a JSON escape sequence; write \\\\ for a backslash',
  16: 'a control character must be escaped',
}

/** Why parsing failed, as a clause to embed in a sentence. */
export function toSyntaxErrorText(code: ParseErrorCode): string {
  return SENTENCES[code]
}
