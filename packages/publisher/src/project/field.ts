/** The value at a path of keys in something that was parsed, when it is text with something in it. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}

/** The value at a path of keys in something that was parsed. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Object.entries(current).find(([name]) => name === key)?.[1]
  }
  return current
}

/** `{ [key]: value }`, or nothing when there is no value: for spreading into an object whose fields may be absent. */
export function field<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // A computed key widens to `string` for the compiler.
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })
}
