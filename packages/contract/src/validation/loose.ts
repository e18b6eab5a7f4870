/** An object of which nothing is known yet. */
export type LooseObject = Readonly<Record<string, unknown>>

/** The value if it is an object, else an object without fields: rules can look on where the schema tier has already complained. */
export function asObject(value: unknown): LooseObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LooseObject) : {}
}

/** The value if it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value if it is a text, else undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The own field of that name; a plain index would also find what every object inherits. */
export function ownField(value: unknown, key: string): unknown {
  const fields = asObject(value)
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}
