import Type from 'typebox'
import { MAX_OPAQUE_LENGTH } from '../entries/opaque-text.js'
import { MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS } from '../entries/search-text.js'

const CursorParameter = Type.String({
  maxLength: MAX_OPAQUE_LENGTH,
  description: 'The `nextCursor` of the previous page. It includes the filters, which may be omitted.',
})

export const ServerNameParams = Type.Object({
  serverName: Type.String({
    description: 'The name of the server, URL-encoded.',
    examples: ['io.github.alice%2Fweather'],
  }),
})

export const VersionParams = Type.Object({
  ...ServerNameParams.properties,
  version: Type.String({ description: 'One exact version, URL-encoded.', examples: ['1.0.0'] }),
})

export const OwnerParams = Type.Object({
  ...ServerNameParams.properties,
  namespace: Type.String({ description: 'The namespace of the owner.', examples: ['io.github.bob'] }),
})

export const VersionOrLatestParams = Type.Object({
  ...ServerNameParams.properties,
  version: Type.String({ description: 'One exact version, URL-encoded, or `latest`.', examples: ['latest'] }),
})

export const IncludeDeletedQuery = Type.Object({
  include_deleted: Type.Optional(Type.Boolean({ default: false, description: 'Whether to include deleted versions.' })),
})

export const ListServersQuery = Type.Object({
  cursor: Type.Optional(CursorParameter),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30, description: 'Maximum entries per page.' })),
  search: Type.Optional(
    Type.String({
      maxLength: MAX_SEARCH_LENGTH,
      description: `Words that must all occur in the name, title or description, in any case and order. At most ${MAX_SEARCH_WORDS}.`,
    }),
  ),
  updated_since: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Only versions that changed after this RFC 3339 time. Includes deletions unless `include_deleted` is false.',
      examples: ['2026-01-01T00:00:00Z'],
    }),
  ),
  version: Type.Optional(Type.String({ maxLength: 255, description: '`latest`, or one exact version.', examples: ['latest'] })),
  include_deleted: Type.Optional(
    Type.Boolean({ description: 'Whether to include deleted versions. Default: only with `updated_since`.' }),
  ),
})

export const DEFAULT_PAGE_SIZE = 100

/** Returns the parameters of a list that is paginated by id. `entries` names its entries, for example `takedowns`. */
export function toPageParameters(entries: string) {
  return {
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: `Only ${entries} after the one of this id.`,
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, default: DEFAULT_PAGE_SIZE, description: `Maximum number of ${entries}.` }),
    ),
  }
}
