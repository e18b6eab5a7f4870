// As libpq's conninfo_parse: a value is quoted, or goes to the next space; a backslash takes the next character as it is.
const PARAMETER = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)+))(?=\s|$)/suy

/** Reads a connection string of keywords and values, such as `host=/run/postgresql dbname=registry`; undefined when it is malformed. */
export function findConnectionParameters(text: string): URLSearchParams | undefined {
  const parameters = new URLSearchParams()
  const end = text.trimEnd().length
  let position = 0
  while (position < end) {
    PARAMETER.lastIndex = position
    const match = PARAMETER.exec(text)
    if (match === null) return undefined
    const [whole, name = '', quoted, plain = ''] = match
    // The last one of a name counts.
    parameters.set(name, (quoted ?? plain).replace(/\\(.)/gsu, '$1'))
    position += whole.length
  }
  return end === 0 ? undefined : parameters
}
