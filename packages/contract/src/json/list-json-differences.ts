import { type JsonPath, toPathText } from './json-path.js'

/** A difference between two documents at one path, in its written form: `packages[0].version`. */
export type JsonDifference =
  | { readonly kind: 'added'; readonly path: string; readonly to: unknown }
  | { readonly kind: 'removed'; readonly path: string; readonly from: unknown }
  | { readonly kind: 'changed'; readonly path: string; readonly from: unknown; readonly to: unknown }

/**
 * The paths at which two JSON values differ, in document order, at most `limit`. Array items are compared by index. The order of keys is
 * ignored.
 */
export function listJsonDifferences(from: unknown, to: unknown, limit: number = Number.POSITIVE_INFINITY): JsonDifference[] {
  const differences: JsonDifference[] = []
  compare(from, to, [], differences, limit)
  return differences
}

function compare(from: unknown, to: unknown, path: JsonPath, differences: JsonDifference[], limit: number): void {
  // -0 and 0 are equal in every language that reads the document.
  if (differences.length >= limit || from === to) return
  if (Array.isArray(from) && Array.isArray(to)) {
    for (let index = 0; index < Math.max(from.length, to.length); index++)
      compare(from[index], to[index], [...path, index], differences, limit)
    return
  }
  if (isObject(from) && isObject(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
      compare(findOwn(from, key), findOwn(to, key), [...path, key], differences, limit)
    return
  }
  const written = toPathText(path)
  if (from === undefined) differences.push({ kind: 'added', path: written, to })
  else if (to === undefined) differences.push({ kind: 'removed', path: written, from })
  else differences.push({ kind: 'changed', path: written, from, to })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function findOwn(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
