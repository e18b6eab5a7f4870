import Type, { type Static } from 'typebox'

/**
 * Every error of the API. The key is the stable `code` of the problem; a client may rely on it and on `retryable`, never on texts.
 * `docs/errors.md` is generated from this table.
 */
export const ERRORS = {
  'malformed-request': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The request cannot be read: broken JSON, encoding or path.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The cursor was not made by this registry, or for other filters.',
  },
  'invalid-timestamp': { status: 400, title: 'Bad Request', retryable: false, about: 'A timestamp is not in RFC 3339 form.' },
  'no-changes': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The version already has this status and message.',
  },
  'rule-violated': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'A rule of the catalog refuses the request; the detail names it.',
  },
  'invalid-token': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The token or proof is missing, malformed, expired or not valid.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The token does not permit this; the detail names what it permits.',
  },
  'namespace-denied': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The operator of this registry denies the namespace to everyone.',
  },
  'server-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'There is no server of that name.' },
  'version-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'The server has no such version.' },
  'route-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'The API has no such path.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method Not Allowed',
    retryable: false,
    about: 'The path exists; `Allow` lists its methods.',
  },
  'version-exists': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'The version is published with other content, or deleted.',
  },
  'name-spelling-conflict': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'The server exists under another spelling of its name.',
  },
  'remote-url-conflict': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'An active server of another name uses the remote URL.',
  },
  'too-many-versions': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'The server has as many versions as a server may have.',
  },
  'body-too-large': {
    status: 413,
    title: 'Content Too Large',
    retryable: false,
    about: 'The body is larger than the registry accepts.',
  },
  'unsupported-media-type': { status: 415, title: 'Unsupported Media Type', retryable: false, about: 'The body is not JSON.' },
  'invalid-parameter': {
    status: 422,
    title: 'Unprocessable Entity',
    retryable: false,
    about: 'A parameter or body fails its schema; `errors` says where.',
  },
  'invalid-document': {
    status: 422,
    title: 'Unprocessable Entity',
    retryable: false,
    about: 'The server.json fails validation; `errors` lists every issue.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too Many Requests',
    retryable: true,
    about: 'Too many requests; wait as `Retry-After` says.',
  },
  internal: {
    status: 500,
    title: 'Internal Server Error',
    retryable: true,
    about: 'A fault of the registry. The request id finds it in the log.',
  },
  'database-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The database does not answer; try again.',
  },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean; about: string }>

export type ErrorCode = keyof typeof ERRORS

/** One detail of a problem: what is wrong and where, such as `query.limit` or `body.packages[0].version`. */
export const ProblemDetail = Type.Object({
  message: Type.String(),
  location: Type.Optional(Type.String()),
  value: Type.Optional(Type.Unknown()),
})
export type ProblemDetail = Static<typeof ProblemDetail>

/** The body of every error answer, `application/problem+json`. Source: RFC 9457, and protocol.md, "Errors". */
export const Problem = Type.Object(
  {
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable; see docs/errors.md.' }),
    retryable: Type.Boolean({ description: 'Whether the same request may succeed later.' }),
    errors: Type.Optional(Type.Array(ProblemDetail)),
  },
  { description: 'What went wrong, and what to do.' },
)
export type Problem = Static<typeof Problem>

/** A refusal that the client is told about. `message` is a sentence that names the thing and the remedy. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly code: ErrorCode
  readonly errors: readonly ProblemDetail[]
  /** Seconds, for `Retry-After`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { errors?: readonly ProblemDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, options)
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** The wire form of a refusal. */
export function toProblem(error: RegistryError): Problem {
  const { status, title, retryable } = ERRORS[error.code]
  return {
    title,
    status,
    detail: error.message,
    code: error.code,
    retryable,
    ...(error.errors.length > 0 && { errors: [...error.errors] }),
  }
}
