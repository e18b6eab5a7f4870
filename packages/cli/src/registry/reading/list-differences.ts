/** What differs at one place of two documents: `packages[0].version`. */
export type Difference =
  | { readonly kind: 'added'; readonly path: string; readonly to: unknown }
  | { readonly kind: 'removed'; readonly path: string; readonly from: unknown }
  | { readonly kind: 'changed'; readonly path: string; readonly from: unknown; readonly to: unknown }

/** Everything that differs between two JSON values, in the order of the documents. Items of arrays are compared by their index. */
export function listDifferences(from: unknown, to: unknown, path = ''): Difference[] {
  if (from === undefined && to === undefined) return []
  if (from === undefined) return [{ kind: 'added', path, to }]
  if (to === undefined) return [{ kind: 'removed', path, from }]
  const isList = Array.isArray(from)
  if (!isContainer(from) || !isContainer(to) || isList !== Array.isArray(to))
    return from === to ? [] : [{ kind: 'changed', path, from, to }]
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    listDifferences(own(from, key), own(to, key), isList ? `${path}[${key}]` : toPath(path, key)),
  )
}

function toPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
