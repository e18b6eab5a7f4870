import { MAX_STATUS_MESSAGE_LENGTH } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import type { TakedownsTable } from '../../store/database.js'

export const Takedown = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    version: Type.Optional(Type.String({ description: 'Absent for the whole server, including future versions.' })),
    reason: Type.String(),
    publicMessage: Type.Optional(Type.String({ description: 'The message for readers; absent for the default message.' })),
    takenDownBy: Type.String(),
    takenDownAt: Type.String({ format: 'date-time' }),
  },
  { description: 'A server or version that is hidden from readers until an administrator lifts the takedown.' },
)
export type Takedown = Static<typeof Takedown>

export const SettledTakedown = Type.Object(
  { ...Takedown.properties, updatedCount: Type.Integer({ minimum: 0, description: 'How many versions changed because of it.' }) },
  { description: 'The takedown, and how many versions changed because of it.' },
)
export type SettledTakedown = Static<typeof SettledTakedown>

export const TakedownList = Type.Object({ takedowns: Type.Array(Takedown) }, { description: 'Takedowns, oldest first.' })
export type TakedownList = Static<typeof TakedownList>

export const TakedownRequest = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, description: 'The reason, shown to administrators.' }),
    publicMessage: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_STATUS_MESSAGE_LENGTH,
        description: 'The status message for readers. Default: a general message.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type TakedownRequest = Static<typeof TakedownRequest>

export function toTakedown(row: Omit<TakedownsTable, 'id'> & { readonly id: number }): Takedown {
  return {
    id: row.id,
    name: row.name,
    ...(row.version !== '' && { version: row.version }),
    reason: row.reason,
    ...(row.public_message !== null && { publicMessage: row.public_message }),
    takenDownBy: row.taken_down_by,
    takenDownAt: row.taken_down_at,
  }
}
