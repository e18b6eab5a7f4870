/** The non-empty string at a path of keys in a parsed document. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}

/** The non-empty strings at a path of keys: those of an array, or the one that is there. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return [valueAt(value, ...path)].flat().flatMap((entry) => textAt(entry) ?? [])
}

/** The value at a path of keys in a parsed document. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Object.entries(current).find(([name]) => name === key)?.[1]
  }
  return current
}

/** `{ [key]: value }`, or nothing if the value is undefined: for spreading into an object with optional fields. */
export function field<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // The compiler widens a computed key to `string`.
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })
}
