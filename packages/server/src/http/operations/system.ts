import Type from 'typebox'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'

const Health = Type.Object({
  status: Type.Literal('ok'),
  github_client_id: Type.Optional(Type.String({ description: 'The GitHub app that publishers log in with.' })),
})
const Pong = Type.Object({ pong: Type.Literal(true) })
const Version = Type.Object({ version: Type.String(), git_commit: Type.String(), build_time: Type.String() })

/** Operations for health checks and version information. */
export function systemOperations({ config, build, store }: Services): readonly Operation[] {
  const { githubClientId } = config.identity
  return [
    defineOperation({
      method: 'GET',
      path: '/health',
      operationId: 'getHealth',
      tag: 'system',
      summary: 'Check the health of the registry',
      access: 'public',
      answer: {
        schema: Health,
        description: 'The registry works, and its database responds and can store data.',
        example: { status: 'ok' },
      },
      errors: ['database-unavailable'],
      async handle() {
        await store.check()
        return { status: 'ok', ...(githubClientId !== undefined && { github_client_id: githubClientId }) }
      },
    }),
    defineOperation({
      method: 'GET',
      path: '/ping',
      operationId: 'ping',
      tag: 'system',
      summary: 'Check that the process responds',
      access: 'public',
      answer: { schema: Pong, description: 'The process responds.', example: { pong: true } },
      errors: [],
      handle: async () => ({ pong: true }),
    }),
    defineOperation({
      method: 'GET',
      path: '/version',
      operationId: 'getVersion',
      tag: 'system',
      summary: 'Get the version of the registry',
      access: 'public',
      answer: {
        schema: Version,
        description: 'The build.',
        example: { version: '1.0.0', git_commit: '0c1f6b2', build_time: '2026-01-01T00:00:00Z' },
      },
      errors: [],
      handle: async () => build,
    }),
  ]
}
