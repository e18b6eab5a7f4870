import Type, { type Static } from 'typebox'
import { ServerResponse } from './api.js'

const FacetCounts = Type.Array(Type.Object({ value: Type.String(), count: Type.Integer({ minimum: 1 }) }))

/** The positions of matching words in a field of an entry. */
export const Highlight = Type.Object({
  path: Type.String({ description: 'Of the text in `server`.', examples: ['title', 'packages[0].identifier'] }),
  ranges: Type.Array(Type.Array(Type.Integer({ minimum: 0 }), { minItems: 2, maxItems: 2 }), {
    description: 'Begin and end of each word that was found, in UTF-16 code units; the end is behind the word.',
  }),
})
export type Highlight = Static<typeof Highlight>

/** An entry that a search found. */
export const SearchHit = Type.Intersect([ServerResponse, Type.Object({ highlights: Type.Array(Highlight) })])
export type SearchHit = Static<typeof SearchHit>

/** How many hits of a search have each value, the most frequent first. */
export const SearchFacets = Type.Object({ packageTypes: FacetCounts, transports: FacetCounts, statuses: FacetCounts })
export type SearchFacets = Static<typeof SearchFacets>

/** A page of a ranked search, an extension of the protocol. */
export const SearchResult = Type.Object(
  {
    servers: Type.Array(SearchHit),
    metadata: Type.Object({
      count: Type.Integer({ minimum: 0, description: 'How many hits this page has.' }),
      nextCursor: Type.Optional(Type.String({ description: 'Pass it as `cursor` for the next page; absent on the last one.' })),
      total: Type.Object(
        { value: Type.Integer({ minimum: 0 }), relation: Type.Union([Type.Literal('eq'), Type.Literal('gte')]) },
        {
          description:
            'How many hits there are: exactly (`eq`), or at least (`gte`). With `gte` that many were ranked, the names that fit best among them; these are what facets count and pages lead through.',
        },
      ),
      matched: Type.Union([Type.Literal('all'), Type.Literal('any')], {
        description: 'Whether the hits have all the words, or, because no server has, any of them.',
      }),
      corrected: Type.Optional(Type.String({ description: 'What was looked for in place of misspelt words.' })),
    }),
    facets: SearchFacets,
  },
  { description: 'Hits, best first, and how many there are of each kind.' },
)
export type SearchResult = Static<typeof SearchResult>

const Count = Type.Integer({ minimum: 0 })
const CountsByStatus = Type.Object({ active: Count, deprecated: Count, deleted: Count })

/** How much is in a registry, an extension of the protocol. */
export const RegistryStats = Type.Object(
  {
    servers: Type.Object({
      total: Type.Integer({ minimum: 0, description: 'Those that have nothing but deleted versions included.' }),
      byStatus: Type.Object(CountsByStatus.properties, { description: 'Of the latest version.' }),
      byPackageType: Type.Record(Type.String(), Count, {
        description: 'Servers whose latest version, unless it is deleted, has a package of the type.',
      }),
      byTransport: Type.Record(Type.String(), Count, { description: 'The same, for packages and remotes of a transport.' }),
      withRemotes: Type.Integer({ minimum: 0, description: 'The same, for remotes of any kind.' }),
    }),
    versions: Type.Object({ total: Count, byStatus: CountsByStatus }),
    publishedPerDay: Type.Array(Type.Object({ day: Type.String({ format: 'date' }), count: Count }), {
      description: 'Versions by the day of their publication in UTC: the last 90 days, today included.',
    }),
    change: Type.Integer({ minimum: 0, description: 'The number of the last change that is counted.' }),
    epoch: Type.String({ description: 'Of the change number; another one when numbers may have gone back.' }),
    changedAt: Type.String({ format: 'date-time', description: 'When that was.' }),
  },
  { description: 'How much is in the registry, as of one change.' },
)
export type RegistryStats = Static<typeof RegistryStats>
