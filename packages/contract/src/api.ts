import Type, { type Static } from 'typebox'
import { OFFICIAL_META_KEY } from './meta-keys.js'
import { ServerJson } from './server-json.js'

/** The lifecycle status of a version. Deleted versions are returned only on request. */
export const Status = Type.Union([Type.Literal('active'), Type.Literal('deprecated'), Type.Literal('deleted')], {
  description: 'The lifecycle status of a version. Deleted versions are only returned on request.',
})
export type Status = Static<typeof Status>

/** The maximum length of a status message, in characters. */
export const MAX_STATUS_MESSAGE_LENGTH = 500

const timestamp = (description: string) => Type.String({ format: 'date-time', description: `${description} RFC 3339.` })

/** The metadata that a registry assigns to a version. Timestamps are RFC 3339 in UTC with three to six fractional digits. */
export const OfficialMeta = Type.Object(
  {
    status: Status,
    statusMessage: Type.Optional(
      Type.String({ maxLength: MAX_STATUS_MESSAGE_LENGTH, description: 'The reason for the status.' }),
    ),
    statusChangedAt: Type.Optional(timestamp('When the status was last changed.')),
    publishedAt: timestamp('When the version was published.'),
    updatedAt: Type.Optional(timestamp('When the entry last changed visibly.')),
    isLatest: Type.Boolean({ description: 'Whether this is the latest version of the server.' }),
  },
  { description: 'The metadata that the registry assigns to this version.' },
)
export type OfficialMeta = Static<typeof OfficialMeta>

/** One entry of a registry: the published document and the registry metadata. */
export const ServerResponse = Type.Object(
  {
    server: ServerJson,
    _meta: Type.Object({ [OFFICIAL_META_KEY]: Type.Optional(OfficialMeta) }, { description: 'Metadata by reverse-DNS key.' }),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: 'Messages for the publisher; only in responses to publish and edit.' }),
    ),
  },
  { description: 'A server version and its registry metadata.' },
)
export type ServerResponse = Static<typeof ServerResponse>

/** A page of a list: entries in byte order of name and version, and the cursor of the next page. */
export const ServerList = Type.Object(
  {
    servers: Type.Array(ServerResponse),
    metadata: Type.Object({
      nextCursor: Type.Optional(Type.String({ description: 'Send it as `cursor` for the next page; absent on the last page.' })),
      count: Type.Integer({ minimum: 0, description: 'The number of entries on this page.' }),
    }),
  },
  { description: 'A page of server versions in byte order of name and version.' },
)
export type ServerList = Static<typeof ServerList>

/** The body of a status change. If the message is missing or null, the current message is removed. */
export const StatusUpdate = Type.Object(
  {
    status: Status,
    statusMessage: Type.Optional(
      Type.Union([Type.String({ maxLength: MAX_STATUS_MESSAGE_LENGTH }), Type.Null()], {
        description: 'The reason, which is shown to users of the server. If absent or null, the message is removed.',
      }),
    ),
  },
  { additionalProperties: false, description: 'The new status of a version.' },
)
export type StatusUpdate = Static<typeof StatusUpdate>

/** The response to a status change of all versions: `updatedCount` is the length of `servers`. */
export const AllVersionsStatusResponse = Type.Object({
  updatedCount: Type.Integer({ minimum: 0 }),
  servers: Type.Array(ServerResponse),
})
export type AllVersionsStatusResponse = Static<typeof AllVersionsStatusResponse>

/** The validation tier that found an issue. The tiers run in this order. */
export const IssueType = Type.Union([
  Type.Literal('json'),
  Type.Literal('schema'),
  Type.Literal('semantic'),
  Type.Literal('linter'),
])
export type IssueType = Static<typeof IssueType>

/** The severity of an issue. Only an `error` makes a document invalid. */
export const Severity = Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')])
export type Severity = Static<typeof Severity>

/** One finding of a validation: its location, the violated rule, and the remedy. */
export const ValidationIssue = Type.Object({
  type: IssueType,
  path: Type.String({ description: 'The location, such as `packages[0].transport.url`; empty for the whole document.' }),
  message: Type.String(),
  severity: Severity,
  reference: Type.String({
    description: 'The violated rule: its place in the JSON Schema, or a stable rule id such as `invalid-server-name`.',
  }),
})
export type ValidationIssue = Static<typeof ValidationIssue>

/** The result of a validation. `valid` is false if at least one issue is an error. */
export const ValidationResult = Type.Object({ valid: Type.Boolean(), issues: Type.Array(ValidationIssue) })
export type ValidationResult = Static<typeof ValidationResult>

/** A permission of a registry token. `resource` is `*`, `ns/*`, `ns.*` or an exact server name. */
export const Permission = Type.Object({
  action: Type.Union([Type.Literal('publish'), Type.Literal('edit')]),
  resource: Type.String(),
})
export type Permission = Static<typeof Permission>

/** A registry token. `expires_at` is in seconds since the Unix epoch. */
export const TokenResponse = Type.Object({ registry_token: Type.String(), expires_at: Type.Integer() })
export type TokenResponse = Static<typeof TokenResponse>
