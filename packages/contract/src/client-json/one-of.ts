import Type, { type TUnsafe } from 'typebox'

/** One of these strings. (`Type.Union` infers no type from a list that is computed.) */
export function oneOf<const T extends readonly string[]>(values: T, description: string): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ anyOf: values.map((value) => Type.Literal(value)), description })
}
