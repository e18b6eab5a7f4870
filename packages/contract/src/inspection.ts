import Type, { type Static } from 'typebox'
import { isRecord } from './is-record.js'
import { type JsonPath, toPathText } from './json/json-path.js'
import { PUBLISHER_META_KEY } from './meta-keys.js'
import { checkSchema } from './validation/check-schema.js'
import { ownField } from './validation/json-access.js'

/** The field of the publisher metadata that has an {@link Inspection}. */
export const INSPECTION_KEY = 'inspection'

/** The maximum length of each text of an {@link Inspection}, in characters. */
export const MAX_INSPECTED_LENGTH = { protocolVersion: 32, capability: 64, name: 128, version: 64, uriTemplate: 256 } as const

/** The maximum length of each list of an {@link Inspection}. */
export const MAX_INSPECTED_ITEMS = { protocolVersions: 20, capabilities: 50, names: 1_000 } as const

const texts = (maxLength: number, maxItems: number) => Type.Array(Type.String({ minLength: 1, maxLength }), { maxItems })
const named = Type.Object({
  count: Type.Number(),
  /** Absent if they did not fit. */
  names: Type.Optional(texts(MAX_INSPECTED_LENGTH.name, MAX_INSPECTED_ITEMS.names)),
})

/**
 * What a server says of itself, as recorded by `mcp-publisher inspect` in the publisher metadata of its document. `count` is always
 * present; the names are omitted where they do not fit. Source: docs/server-json.md, "Inspection".
 */
export const Inspection = Type.Object({
  /** The revisions of MCP that the server speaks, newest first. */
  protocolVersions: texts(MAX_INSPECTED_LENGTH.protocolVersion, MAX_INSPECTED_ITEMS.protocolVersions),
  serverInfo: Type.Object({
    name: Type.String({ maxLength: MAX_INSPECTED_LENGTH.name }),
    version: Type.String({ maxLength: MAX_INSPECTED_LENGTH.version }),
  }),
  /** Sorted: `tools`, `resources.subscribe`. */
  capabilities: texts(MAX_INSPECTED_LENGTH.capability, MAX_INSPECTED_ITEMS.capabilities),
  tools: Type.Optional(named),
  prompts: Type.Optional(named),
  resources: Type.Optional(named),
  resourceTemplates: Type.Optional(
    Type.Object({
      count: Type.Number(),
      uriTemplates: Type.Optional(texts(MAX_INSPECTED_LENGTH.uriTemplate, MAX_INSPECTED_ITEMS.names)),
    }),
  ),
})
export type Inspection = Static<typeof Inspection>

/** The path of the {@link Inspection} in a document. */
export const INSPECTION_PATH: JsonPath = ['_meta', PUBLISHER_META_KEY, INSPECTION_KEY]

/** The inspection of a document; undefined if it has none or a malformed one, which nothing but a warning depends on. */
export function findInspection(document: unknown): Inspection | undefined {
  const value = findValue(document)
  return value === undefined || findFault(value) !== undefined ? undefined : (value as Inspection)
}

/** The first fault of the inspection of a document, with its path there. A document without one has none. */
export function findInspectionFault(document: unknown): { readonly path: JsonPath; readonly message: string } | undefined {
  const value = findValue(document)
  const fault = value === undefined ? undefined : findFault(value)
  return fault && { path: [...INSPECTION_PATH, ...fault.path], message: fault.message }
}

function findValue(document: unknown): unknown {
  return INSPECTION_PATH.reduce((value: unknown, key) => ownField(value, String(key)), document)
}

interface Fault {
  readonly path: JsonPath
  readonly message: string
}

const LISTS = ['tools', 'prompts', 'resources', 'resourceTemplates'] as const

function findFault(value: unknown): Fault | undefined {
  if (!isRecord(value)) return { path: [], message: `${INSPECTION_KEY} must be an object.` }
  let first: Fault | undefined
  checkSchema(Inspection, value, (describe) => (first ??= describe()))
  if (first) return first
  for (const list of LISTS) {
    const count = ownField(ownField(value, list), 'count')
    const isCount = count === undefined || (Number.isSafeInteger(count) && Number(count) >= 0)
    const path = [list, 'count']
    if (!isCount) return { path, message: `${toPathText(path)} must be a whole number that is not negative.` }
  }
  return undefined
}
