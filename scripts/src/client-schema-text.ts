import { clientJsonSchema } from '@mcp-registry/contract'

/** The text of docs/client.schema.json. */
export function toClientSchemaText(): string {
  return `${JSON.stringify(clientJsonSchema(), null, 2)}\n`
}
