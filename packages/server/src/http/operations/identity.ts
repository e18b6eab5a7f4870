import { TokenResponse } from '@mcp-registry/contract'
import { issueAnonymousToken } from '../../identity/issue-anonymous-token.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'

/** Exchanges of a proof of identity for a registry token. */
export function identityOperations(services: Services): readonly Operation[] {
  return services.config.identity.anonymous ? [createAnonymousToken(services)] : []
}

function createAnonymousToken(services: Services): Operation {
  return defineOperation({
    method: 'POST',
    path: '/auth/none',
    operationId: 'createAnonymousToken',
    tag: 'identity',
    summary: 'Get a token without proof',
    description: 'For development: anyone may publish to the anonymous namespace. Only there where the operator has enabled it.',
    access: 'public',
    answer: {
      schema: TokenResponse,
      description: 'A token, good for a few minutes.',
      example: { registry_token: 'eyJhbGciOiJFZERTQSJ9…', expires_at: 1767225900 },
    },
    errors: [],
    handle: () => issueAnonymousToken(services),
  })
}
