/** A value that commonly breaks programs, encoded for each part of a request. */
export interface HostileValue {
  readonly name: string
  /** In a URL. */
  readonly encoded: string
  /** In a header: one character per byte. */
  readonly header: string
  /** In a body. */
  readonly json: string
}

export const HOSTILE_VALUES: readonly HostileValue[] = [
  ofText('NUL', 'a\0b'),
  // Has no UTF-8 encoding: these are the bytes that a naive encoder produces.
  { name: 'lone surrogate', encoded: 'a%ED%A0%80b', header: 'a\xED\xA0\x80b', json: String.raw`"a\ud800b"` },
  ofNumber('1e999'),
  ofNumber('-0'),
  ofNumber('9223372036854775808'),
  ofText('100 kB', 'a'.repeat(100_000)),
  ofText('10,000 words', Array(10_000).fill('ab').join(' ')),
  { name: 'invalid percent-encoding', encoded: '%zz%', header: '%zz%', json: '"%zz%"' },
  ...['__proto__', 'constructor', 'toString'].map((name) => ofText(name, name)),
]

function ofText(name: string, text: string): HostileValue {
  return {
    name,
    encoded: encodeURIComponent(text),
    header: Buffer.from(text).toString('latin1'),
    json: JSON.stringify(text),
  }
}

function ofNumber(literal: string): HostileValue {
  return { name: literal, encoded: literal, header: literal, json: literal }
}
