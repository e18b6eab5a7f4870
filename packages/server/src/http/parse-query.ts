import { parse } from 'fast-querystring'

/**
 * The parameters of a query: of a repeated one the first. An empty one is none: clients send `search=` for a field that is not filled in.
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
