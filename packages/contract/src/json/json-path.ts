/** The path of a value in a JSON document: object keys and array indexes, from the root. */
export type JsonPath = readonly (string | number)[]

/** The maximum length of a written path. Keys can be as long as a document, and every issue repeats a path. */
const MAX_PATH_TEXT_LENGTH = 500

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/

/**
 * The written form of a path: `packages[0].transport.url`. A key that is not a plain word is quoted: `_meta["com.example/x"]`. If the path
 * is too long, returns that of the nearest enclosing value whose path is not.
 */
export function toPathText(path: JsonPath): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'string' && segment.length > MAX_PATH_TEXT_LENGTH) break
    const longer = text + toSegmentText(segment, text === '')
    if (longer.length > MAX_PATH_TEXT_LENGTH) break
    text = longer
  }
  return text
}

function toSegmentText(segment: string | number, isFirst: boolean): string {
  if (typeof segment === 'number') return `[${segment}]`
  if (!PLAIN_KEY.test(segment)) return `[${JSON.stringify(segment)}]`
  return isFirst ? segment : `.${segment}`
}

const SEGMENT = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** Parses the output of {@link toPathText}; undefined for any other text. */
export function findPath(text: string): JsonPath | undefined {
  const path: (string | number)[] = []
  SEGMENT.lastIndex = 0
  while (SEGMENT.lastIndex < text.length) {
    const match = SEGMENT.exec(text)
    if (!match) return undefined
    const [, key, index, quoted] = match
    const segment = index === undefined ? (key ?? findText(quoted ?? '')) : Number(index)
    if (segment === undefined) return undefined
    path.push(segment)
  }
  return path
}

function findText(json: string): string | undefined {
  try {
    return String(JSON.parse(json))
  } catch {
    return undefined
  }
}
