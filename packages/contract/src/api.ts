import Type, { type Static } from 'typebox'
import { ServerJson } from './server-json.js'

/** The key of `_meta` under which a registry says what it knows of an entry. */
export const OFFICIAL_META_KEY = 'io.modelcontextprotocol.registry/official'

export const Status = Type.Union([Type.Literal('active'), Type.Literal('deprecated'), Type.Literal('deleted')], {
  description: 'Where a version is in its life. Deleted versions are shown only when asked for.',
})
export type Status = Static<typeof Status>

export const MAX_STATUS_MESSAGE_LENGTH = 500

const timestamp = (description: string) => Type.String({ format: 'date-time', description: `${description} RFC 3339.` })

/** What a registry says of one version. Timestamps are RFC 3339 in UTC, three to six fractional digits. */
export const OfficialMeta = Type.Object(
  {
    status: Status,
    statusMessage: Type.Optional(Type.String({ maxLength: MAX_STATUS_MESSAGE_LENGTH, description: 'Why it has this status.' })),
    statusChangedAt: Type.Optional(timestamp('When the status was last changed.')),
    publishedAt: timestamp('When the version was published.'),
    updatedAt: Type.Optional(timestamp('When anything visible of the entry last changed.')),
    isLatest: Type.Boolean({ description: 'Whether this is the version that `latest` stands for.' }),
  },
  { description: 'What the registry knows of this version.' },
)
export type OfficialMeta = Static<typeof OfficialMeta>

/** One entry of a registry: the document as it was published, and what the registry says of it. */
export const ServerResponse = Type.Object(
  {
    server: ServerJson,
    _meta: Type.Object({ [OFFICIAL_META_KEY]: Type.Optional(OfficialMeta) }, { description: 'Metadata by reverse-DNS key.' }),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: 'Only in answers to publish and edit: what the publisher may want to know.' }),
    ),
  },
  { description: 'A server version and its registry metadata.' },
)
export type ServerResponse = Static<typeof ServerResponse>

export const ServerList = Type.Object(
  {
    servers: Type.Array(ServerResponse),
    metadata: Type.Object({
      nextCursor: Type.Optional(Type.String({ description: 'Pass it as `cursor` for the next page; absent on the last one.' })),
      count: Type.Integer({ minimum: 0, description: 'How many entries this page has.' }),
    }),
  },
  { description: 'A page of server versions in byte order of name and version.' },
)
export type ServerList = Static<typeof ServerList>

export const StatusUpdate = Type.Object(
  {
    status: Status,
    statusMessage: Type.Optional(
      Type.Union([Type.String({ maxLength: MAX_STATUS_MESSAGE_LENGTH }), Type.Null()], {
        description: 'Why; shown to those who use the server. Without it, or with null, the version has no message.',
      }),
    ),
  },
  { additionalProperties: false, description: 'The status that a version is to have.' },
)
export type StatusUpdate = Static<typeof StatusUpdate>

export const AllVersionsStatusResponse = Type.Object({
  updatedCount: Type.Integer({ minimum: 0 }),
  servers: Type.Array(ServerResponse),
})
export type AllVersionsStatusResponse = Static<typeof AllVersionsStatusResponse>

export const IssueType = Type.Union([
  Type.Literal('json'),
  Type.Literal('schema'),
  Type.Literal('semantic'),
  Type.Literal('linter'),
])
export const Severity = Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')])

/** One finding of a validation: where it is, which rule it breaks, and what to do. */
export const ValidationIssue = Type.Object({
  type: IssueType,
  path: Type.String({ description: 'Where: `packages[0].transport.url`; empty for the whole document.' }),
  message: Type.String(),
  severity: Severity,
  reference: Type.String({ description: 'The rule: a JSON-schema rule, or a stable rule id such as `invalid-server-name`.' }),
})
export type ValidationIssue = Static<typeof ValidationIssue>

/** `valid` is false when at least one issue is an error. */
export const ValidationResult = Type.Object({ valid: Type.Boolean(), issues: Type.Array(ValidationIssue) })
export type ValidationResult = Static<typeof ValidationResult>

/** What a registry token lets its bearer do. `resource` is `*`, `ns/*`, `ns.*` or an exact server name. */
export const Permission = Type.Object({
  action: Type.Union([Type.Literal('publish'), Type.Literal('edit')]),
  resource: Type.String(),
})
export type Permission = Static<typeof Permission>

/** `expires_at` is in seconds since 1970. */
export const TokenResponse = Type.Object({ registry_token: Type.String(), expires_at: Type.Integer() })
export type TokenResponse = Static<typeof TokenResponse>
