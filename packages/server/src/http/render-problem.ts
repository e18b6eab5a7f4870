import { ERRORS, findCode, RegistryError, toProblem } from '@mcp-registry/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { explainValidation } from './explain-validation.js'
import { RangeNotSatisfiable } from './range-not-satisfiable.js'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Sends the problem response for an error. Fastify passes all errors of handlers, hooks and the framework to this function. */
export function renderProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toRegistryError(thrown)
  const { status } = ERRORS[error.code]
  if (status >= 500) request.log.error({ err: thrown }, error.message)
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds))
  if (error instanceof RangeNotSatisfiable) reply.header('content-range', `bytes */${error.bytes}`)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(toProblem(error)))
}

/** Converts an error. A `RegistryError` is returned unchanged, client errors are translated, and others become `internal` errors. */
export function toRegistryError(thrown: unknown): RegistryError {
  if (thrown instanceof RegistryError) return thrown
  if (!isFastifyError(thrown)) return internal(thrown)
  if (thrown.validation) return explainValidation(thrown.validationContext, thrown.validation)
  switch (thrown.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RegistryError('body-too-large', 'The body is larger than this registry accepts. Send less.', { cause: thrown })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RegistryError('unsupported-media-type', 'The body must be JSON: send "Content-Type: application/json".')
    case 'FST_ERR_BAD_URL':
      return new RegistryError('malformed-request', 'The path has a percent sign that is not followed by a valid UTF-8 encoding.')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RegistryError('route-not-found', 'The path is longer than any name or version can be.')
    default:
      return (thrown.statusCode ?? 500) < 500
        ? new RegistryError('malformed-request', `The request cannot be read: ${thrown.message}.`, { cause: thrown })
        : internal(thrown)
  }
}

function internal(cause: unknown): RegistryError {
  return new RegistryError('internal', 'An internal error occurred. Try again; if it persists, report the X-Request-Id.', {
    cause,
  })
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && findCode(thrown) !== undefined && 'statusCode' in thrown
}
