/** Where a value stands in a JSON document: keys of objects and indexes of arrays, from the root. */
export type JsonPath = readonly (string | number)[]

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/

/** The written form of a path: `packages[0].transport.url`; a key that is not a plain word is quoted, `_meta["com.example/x"]`. */
export function toPathText(path: JsonPath): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else if (!PLAIN_KEY.test(segment)) text += `[${JSON.stringify(segment)}]`
    else text += text === '' ? segment : `.${segment}`
  }
  return text
}

const SEGMENT = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** Reads what {@link toPathText} wrote; undefined for any other text. */
export function findPath(text: string): JsonPath | undefined {
  const path: (string | number)[] = []
  const segment = new RegExp(SEGMENT)
  while (segment.lastIndex < text.length) {
    const match = segment.exec(text)
    if (!match) return undefined
    const [, key, index, quoted] = match
    if (index !== undefined) path.push(Number(index))
    else path.push(key ?? String(JSON.parse(quoted ?? '""')))
  }
  return path
}
