import { parse } from 'fast-querystring'

/** The parameters of a query. An empty one is none: clients send `search=` for a field that is not filled in. */
export function parseQuery(text: string): Record<string, string | string[]> {
  const parameters: Record<string, string | string[]> = parse(text)
  for (const [name, value] of Object.entries(parameters)) if (value === '') delete parameters[name]
  return parameters
}
