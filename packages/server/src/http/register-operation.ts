import { createHash } from 'node:crypto'
import { ERRORS, type ErrorCode, Problem, UncheckedJson } from '@mcp-registry/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Operation, listErrors, MAX_VALUE_BYTES, StreamAnswer } from './operation.js'
import { CACHE_CONTROL, type CachedReads } from './cached-reads.js'
import { isKnown } from './conditional.js'
import { compileStrict } from './compile-validator.js'
import { PROBLEM_HEADERS } from './openapi/problem-headers.js'
import { toExampleProblem } from './problem-examples.js'
import { compileQueryReader } from './read-query.js'
import { toBudget } from './rate-limits.js'

/** Registers an operation as a route of the app. */
export function registerOperation(
  app: FastifyInstance,
  reads: CachedReads,
  prefix: string,
  operation: Operation,
  documented: boolean,
): void {
  const { method, path, access, params, query, body, document, operationId } = operation
  const cacheControl = hasEtag(operation) ? CACHE_CONTROL : undefined
  app.route({
    method,
    url: `${prefix}${path}`,
    ...(body !== undefined && { bodyLimit: MAX_VALUE_BYTES }),
    config: {
      access,
      operationId,
      rawBody: document !== undefined,
      budget: operation.budget ?? (() => toBudget(method, path)),
      ...(cacheControl !== undefined && { cacheControl }),
    },
    schema: {
      operationId,
      tags: [operation.tag],
      summary: operation.summary,
      ...(operation.description !== undefined && { description: operation.description }),
      ...(access === 'publisher' && { security: [{ registryToken: [] }] }),
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...((body ?? document) && { body: body ?? document }),
      // Responses are only described, never checked.
      ...(documented ? { response: toResponses(operation) } : { hide: true }),
    },
    validatorCompiler({ schema, httpPart }) {
      if (httpPart === 'querystring' && query !== undefined) return compileQueryReader(query)
      return document === undefined || httpPart !== 'body' ? compileStrict(schema) : () => true
    },
    async handler(request, reply) {
      reply.type('application/json; charset=utf-8')
      if (operation.kind === 'cached') return reads.reply(request, reply, operation)
      const input = {
        params: request.params,
        query: query === undefined ? undefined : request.query,
        body: document === undefined ? request.body : undefined,
        json: new UncheckedJson(document === undefined || typeof request.body !== 'string' ? '' : request.body),
        publisher: request.publisher,
        headers: request.headers,
        raw: request.raw,
        get signal() {
          return toSignal(reply)
        },
        requestId: request.id,
        address: request.ip,
      }
      const answer = await operation.handle(input)
      if (answer instanceof StreamAnswer) return reply.code(answer.status).headers(answer.headers).send(answer.stream)
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
      if (operation.isConditional === undefined) return text
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
      reply.header('etag', etag)
      return isKnown(request.headers['if-none-match'], etag) ? reply.code(304).send() : text
    },
  })
}

function hasEtag(operation: Operation): boolean {
  return operation.kind === 'cached' || operation.isConditional === true
}

function toSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort())
  return controller.signal
}

function toResponses(operation: Operation): Record<string, object> {
  const { answer } = operation
  const responses: Record<string, object> = {
    200: {
      description: answer.description,
      ...(hasEtag(operation) && {
        headers: { ETag: { type: 'string', description: 'Changes whenever the response body changes.' } },
      }),
      content: { [answer.type ?? 'application/json']: { schema: answer.schema } },
    },
  }
  if (hasEtag(operation)) {
    responses[304] = { type: 'null', description: 'The response has not changed since the ETag in `If-None-Match`.' }
  }
  for (const [status, description] of Object.entries(operation.otherAnswers ?? {}))
    responses[status] = { type: 'null', description }
  for (const [status, codes] of groupByStatus(listErrors(operation))) {
    responses[status] = {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].about}`).join('\n\n'),
      ...PROBLEM_HEADERS[status],
      content: {
        'application/problem+json': {
          schema: Problem,
          examples: Object.fromEntries(codes.map((code) => [code, { value: toExampleProblem(code) }])),
        },
      },
    }
  }
  return responses
}

function groupByStatus(codes: readonly ErrorCode[]): ReadonlyMap<number, readonly ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>()
  for (const code of codes) groups.set(ERRORS[code].status, [...(groups.get(ERRORS[code].status) ?? []), code])
  return groups
}
