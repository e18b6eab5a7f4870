import Type, { type Static } from 'typebox'
import { oneOf } from './one-of.js'
import { MAX_CLIENT_ITEMS, MAX_CLIENT_KEY_LENGTH, MAX_TEXT_LENGTH, MAX_URL_LENGTH } from '../limits.js'

/** Where a fact is stated, and when the source stated it. */
export const Evidence = Type.Object(
  {
    url: Type.String({ format: 'uri', maxLength: MAX_URL_LENGTH, description: 'An https page or file that states the fact.' }),
    date: Type.String({
      maxLength: 10,
      pattern: '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$',
      description:
        'The day on which the source was read, or that of the version which states the fact: `2026-11-28`; the month if the day is not known.',
    }),
  },
  { description: 'A source of a fact.' },
)
export type Evidence = Static<typeof Evidence>

/** A list of sources with at least one item. */
export const EvidenceList = Type.Array(Evidence, {
  minItems: 1,
  maxItems: MAX_CLIENT_ITEMS.evidence,
  description: 'The sources of the fact. If several disagree, the note explains how.',
})

const note = Type.Optional(Type.String({ maxLength: MAX_TEXT_LENGTH, description: 'What a reader has to know beyond the fact.' }))

/** The fields that accompany every fact about the configuration of a client. */
export const withEvidence = { note, evidence: EvidenceList }

/** How far a client supports something: `unknown` if no source says. */
export const SUPPORT_LEVELS = ['full', 'partial', 'unsupported', 'unknown'] as const

/** How far a client supports something, since when, and who says so. Only `unknown` needs no evidence. */
export const ClientFact = Type.Object(
  {
    support: oneOf(SUPPORT_LEVELS, 'How far the client supports it; `unknown` if no source says.'),
    since: Type.Optional(
      Type.String({ maxLength: MAX_CLIENT_KEY_LENGTH, description: 'The version or the day from which on it holds.' }),
    ),
    note,
    evidence: Type.Optional(EvidenceList),
  },
  { description: 'Whether the client supports something.' },
)
export type ClientFact = Static<typeof ClientFact>
