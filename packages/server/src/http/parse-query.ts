import { parse } from 'fast-querystring'

/**
 * Parses a query string. The first value of a repeated parameter is used, and parameters with an empty value are dropped: clients send
 * `search=` for an empty form field.
 */
export function parseQuery(text: string): Readonly<Record<string, string>> {
  const parameters: Record<string, string | string[]> = parse(text)
  const values: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(parameters)) {
    const first = typeof value === 'string' ? value : value[0]
    if (first !== undefined && first !== '') values[name] = first
  }
  return values
}
