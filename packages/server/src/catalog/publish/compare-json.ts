import { type JsonPath, toPathText } from '@mcp-registry/contract'

/** The paths at which two JSON values differ, such as `packages[0].version`; at most `limit` of them. Key order does not count. */
export function listDifferences(a: unknown, b: unknown, limit = 20): string[] {
  const paths: string[] = []
  compare(a, b, [], paths, limit)
  return paths
}

export function isSameJson(a: unknown, b: unknown): boolean {
  return listDifferences(a, b, 1).length === 0
}

function compare(a: unknown, b: unknown, path: JsonPath, paths: string[], limit: number): void {
  if (paths.length >= limit || Object.is(a, b)) return
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) compare(a[index], b[index], [...path, index], paths, limit)
    return
  }
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      compare(
        Object.hasOwn(a, key) ? a[key] : undefined,
        Object.hasOwn(b, key) ? b[key] : undefined,
        [...path, key],
        paths,
        limit,
      )
    return
  }
  // -0 and 0 are one number in every language that reads the document.
  if (a !== b) paths.push(toPathText(path))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
