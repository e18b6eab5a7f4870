/** The publication date of the newest server.json schema. Documents of the older {@link SCHEMA_DATES} are upgraded to it. */
export const CURRENT_SCHEMA_DATE = '2025-12-11'

/** Every published date of the server.json schema, oldest first. Source: protocol.md, "server.json". */
export const SCHEMA_DATES = ['2025-07-09', '2025-09-16', '2025-09-29', '2025-10-11', '2025-10-17', '2025-12-11'] as const

/** A published date of the server.json schema. */
export type SchemaDate = (typeof SCHEMA_DATES)[number]

/** The `$schema` of a server.json of that date: the URL of its JSON Schema. */
export function toSchemaUrl(date: SchemaDate): string {
  return `https://static.modelcontextprotocol.io/schemas/${date}/server.schema.json`
}
