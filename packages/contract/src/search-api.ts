import Type, { type Static } from 'typebox'
import { ServerResponse } from './api.js'

const FacetCounts = Type.Array(Type.Object({ value: Type.String(), count: Type.Integer({ minimum: 1 }) }))

/** The positions of matching words in a field of an entry. */
export const Highlight = Type.Object({
  path: Type.String({ description: 'The path of the field in `server`.', examples: ['title', 'packages[0].identifier'] }),
  ranges: Type.Array(Type.Array(Type.Integer({ minimum: 0 }), { minItems: 2, maxItems: 2 }), {
    description: 'Start (inclusive) and end (exclusive) of each matching word, in UTF-16 code units.',
  }),
})
export type Highlight = Static<typeof Highlight>

/** A capability of a server by which a search can be limited, if its publisher recorded it. Source: docs/server-json.md, "Inspection". */
export const SearchedCapability = Type.Union([Type.Literal('tools'), Type.Literal('prompts'), Type.Literal('resources')])
export type SearchedCapability = Static<typeof SearchedCapability>

/** A search result. */
export const SearchHit = Type.Intersect([ServerResponse, Type.Object({ highlights: Type.Array(Highlight) })])
export type SearchHit = Static<typeof SearchHit>

/** The number of results for each value, in descending order. */
export const SearchFacets = Type.Object({
  packageTypes: FacetCounts,
  transports: FacetCounts,
  capabilities: FacetCounts,
  statuses: FacetCounts,
})
export type SearchFacets = Static<typeof SearchFacets>

/** A page of a ranked search, an extension of the protocol. */
export const SearchResult = Type.Object(
  {
    servers: Type.Array(SearchHit),
    metadata: Type.Object({
      count: Type.Integer({ minimum: 0, description: 'The number of results on this page.' }),
      nextCursor: Type.Optional(Type.String({ description: 'Send it as `cursor` for the next page; absent on the last page.' })),
      total: Type.Object(
        { value: Type.Integer({ minimum: 0 }), relation: Type.Union([Type.Literal('eq'), Type.Literal('gte')]) },
        {
          description:
            'The number of results: exact (`eq`), or a lower bound (`gte`). With `gte`, only that many results were ranked, including the best matches by name; facets and pages cover only these.',
        },
      ),
      matched: Type.Union([Type.Literal('all'), Type.Literal('any')], {
        description: 'Whether the results match all words, or any of them because no server matches all.',
      }),
      corrected: Type.Optional(Type.String({ description: 'The query with misspelled words corrected.' })),
    }),
    facets: SearchFacets,
  },
  { description: 'Search results in order of relevance, with facets.' },
)
export type SearchResult = Static<typeof SearchResult>

const Count = Type.Integer({ minimum: 0 })
const CountsByStatus = Type.Object({ active: Count, deprecated: Count, deleted: Count })

/** Statistics of a registry, an extension of the protocol. */
export const RegistryStats = Type.Object(
  {
    servers: Type.Object({
      total: Type.Integer({ minimum: 0, description: 'All servers, including those with only deleted versions.' }),
      byStatus: Type.Object(CountsByStatus.properties, { description: 'By the status of the latest version.' }),
      byPackageType: Type.Record(Type.String(), Count, {
        description: 'Servers whose latest version is not deleted and has a package of this type.',
      }),
      byTransport: Type.Record(Type.String(), Count, {
        description: 'Servers whose latest version is not deleted and has a package or remote with this transport.',
      }),
      withRemotes: Type.Integer({ minimum: 0, description: 'Servers whose latest version is not deleted and has a remote.' }),
    }),
    versions: Type.Object({ total: Count, byStatus: CountsByStatus }),
    publishedPerDay: Type.Array(Type.Object({ day: Type.String({ format: 'date' }), count: Count }), {
      description: 'Versions by day of publication in UTC, for the last 90 days including today.',
    }),
    change: Type.Integer({ minimum: 0, description: 'The number of the last change included.' }),
    epoch: Type.String({ description: 'The epoch of the change number; it changes when numbers may have gone back.' }),
    changedAt: Type.String({ format: 'date-time', description: 'The time of that change.' }),
  },
  { description: 'Statistics of the registry as of one change.' },
)
export type RegistryStats = Static<typeof RegistryStats>
