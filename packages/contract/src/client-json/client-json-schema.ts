import type { JsonSchema } from '../validation/json-schema.js'
import { ClientJson } from './client-json.js'

/** The publication date of the schema of client.json. */
export const CLIENT_SCHEMA_DATE = '2026-11-28'

/** The path at which a registry serves the schema of that date. */
export const CLIENT_SCHEMA_PATH = `/schemas/${CLIENT_SCHEMA_DATE}/client.schema.json`

// Removes the symbols with which TypeBox marks its schemas; the remaining JSON is standard.
const SCHEMA = JSON.parse(JSON.stringify(ClientJson)) as JsonSchema

/**
 * The JSON Schema (draft-07) of client.json. Plain JSON, suitable for any validator, editors, and `JSON.stringify`. `baseUrl` is the
 * origin of the registry that serves it, which becomes part of `$id`.
 */
export function clientJsonSchema(baseUrl?: string): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...(baseUrl !== undefined && { $id: baseUrl + CLIENT_SCHEMA_PATH }),
    title: `client.json of ${CLIENT_SCHEMA_DATE}`,
    ...SCHEMA,
  }
}
