import Type from 'typebox'
import { listTakedowns } from '../../catalog/takedowns/list-takedowns.js'
import { liftTakedown, takeDown } from '../../catalog/takedowns/take-down.js'
import { SettledTakedown, type Takedown, TakedownList, TakedownRequest } from '../../catalog/takedowns/takedown.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'
import { DEFAULT_PAGE_SIZE, ServerNameParams, toPageParameters } from '../parameters.js'

const exampleTakedown: Takedown = {
  id: 1,
  name: 'io.github.alice/weather',
  version: '1.0.0',
  reason: 'Report 4711: sends what it reads to a third party.',
  publicMessage: 'This version leaks data. Uninstall it.',
  takenDownBy: 'operator:root',
  takenDownAt: '2026-01-01T00:00:00.000000Z',
}

const TakedownQuery = Type.Object({
  version: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'One exact version. Default: the whole server.',
      examples: ['1.0.0'],
    }),
  ),
})

const ListQuery = Type.Object(toPageParameters('takedowns'))

const ERRORS = ['forbidden', 'database-unavailable'] as const

/** Operations for takedowns, which hide versions from readers. */
export function takedownOperations(services: Services): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}/takedowns`
  const target = {
    path: `${base}/:serverName`,
    tag: 'administration',
    access: 'publisher',
    params: ServerNameParams,
    query: TakedownQuery,
  } as const
  const example = { ...exampleTakedown, updatedCount: 1 }
  return [
    defineOperation({
      method: 'GET',
      path: base,
      operationId: 'listTakedowns',
      tag: 'administration',
      summary: 'List the takedowns',
      description: 'Oldest first. Pass the last `id` as `after` for the next page.',
      access: 'publisher',
      query: ListQuery,
      answer: { schema: TakedownList, description: 'Takedowns.', example: { takedowns: [exampleTakedown] } },
      errors: ERRORS,
      handle: ({ publisher, query: { after, limit = DEFAULT_PAGE_SIZE } }) =>
        listTakedowns(services, publisher, { after, limit }),
    }),
    defineOperation({
      ...target,
      method: 'PUT',
      operationId: 'takeDownServer',
      summary: 'Take down a server or a version',
      description:
        'Readers see it as deleted, with the public message. Neither its owner nor an import brings it back, and a server that is taken down as a whole gets no new versions.',
      audit: 'takedown',
      body: TakedownRequest,
      bodyExample: { reason: exampleTakedown.reason, publicMessage: 'This version leaks data. Uninstall it.' },
      answer: { schema: SettledTakedown, description: 'The takedown.', example },
      errors: [...ERRORS, 'rule-violated', 'server-not-found', 'version-not-found'],
      handle: ({ publisher, params, query, body }, attempt) =>
        takeDown(services, publisher, { name: params.serverName, version: query.version }, body, attempt),
    }),
    defineOperation({
      ...target,
      method: 'DELETE',
      operationId: 'liftTakedown',
      summary: 'Lift a takedown',
      description:
        'Versions that no other takedown or denial hides return to their previous status, or to the one that their upstream has assigned since.',
      audit: 'takedown-lift',
      answer: { schema: SettledTakedown, description: 'The lifted takedown.', example },
      errors: [...ERRORS, 'takedown-not-found'],
      handle: ({ publisher, params, query }, attempt) =>
        liftTakedown(services, publisher, { name: params.serverName, version: query.version }, attempt),
    }),
  ]
}
