// Follows conninfo_parse of libpq: a value is quoted or ends at the next space, and a backslash escapes the next character.
const PARAMETER = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)+))(?=\s|$)/suy

/** Parses a keyword/value connection string, such as `host=/run/postgresql dbname=registry`; returns undefined if it is malformed. */
export function findConnectionParameters(text: string): URLSearchParams | undefined {
  const parameters = new URLSearchParams()
  const end = text.trimEnd().length
  let position = 0
  while (position < end) {
    PARAMETER.lastIndex = position
    const match = PARAMETER.exec(text)
    if (match === null) return undefined
    const [whole, name = '', quoted, plain = ''] = match
    // The last occurrence of a parameter wins.
    parameters.set(name, (quoted ?? plain).replace(/\\(.)/gsu, '$1'))
    position += whole.length
  }
  return end === 0 ? undefined : parameters
}
