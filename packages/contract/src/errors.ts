import Type, { type Static } from 'typebox'

/** The title of each status code, and whether the same request may succeed later. */
const STATUSES = {
  400: { title: 'Bad Request', retryable: false },
  401: { title: 'Unauthorized', retryable: false },
  403: { title: 'Forbidden', retryable: false },
  404: { title: 'Not Found', retryable: false },
  405: { title: 'Method Not Allowed', retryable: false },
  408: { title: 'Request Timeout', retryable: true },
  409: { title: 'Conflict', retryable: false },
  410: { title: 'Gone', retryable: false },
  413: { title: 'Content Too Large', retryable: false },
  414: { title: 'URI Too Long', retryable: false },
  415: { title: 'Unsupported Media Type', retryable: false },
  416: { title: 'Range Not Satisfiable', retryable: false },
  422: { title: 'Unprocessable Entity', retryable: false },
  424: { title: 'Failed Dependency', retryable: true },
  429: { title: 'Too Many Requests', retryable: true },
  431: { title: 'Request Header Fields Too Large', retryable: false },
  500: { title: 'Internal Server Error', retryable: true },
  503: { title: 'Service Unavailable', retryable: true },
} as const

/**
 * Every API error. The key is the stable `code` of the problem; clients may rely on it and on `retryable`, but not on the texts.
 * `docs/errors.md` is generated from this table.
 */
export const ERRORS = {
  'malformed-request': defineError(400, 'The request cannot be parsed: invalid JSON, encoding or path.'),
  'invalid-cursor': defineError(400, 'The cursor was not issued by this registry, or was issued for other filters.'),
  'invalid-timestamp': defineError(400, 'A timestamp is not in RFC 3339 format.'),
  'no-changes': defineError(400, 'The version already has this status and message.'),
  'rule-violated': defineError(400, 'The request violates a rule of the catalog; the detail names it.'),
  'invalid-domain': defineError(400, 'The domain is not a domain name of two or more labels.'),
  'invalid-namespace': defineError(400, 'The value is not a namespace.'),
  'invalid-token': defineError(401, 'The token or proof is missing, malformed, expired or invalid.'),
  'proof-not-found': defineError(
    401,
    'The domain publishes no key: it has neither a TXT record nor a file at the well-known URL.',
  ),
  'proof-unusable': defineError(401, 'The domain publishes something other than a key record; the detail says what was found.'),
  'signature-mismatch': defineError(401, 'The signature of the timestamp does not match any key that the domain publishes.'),
  // Logins of the same second sign the same timestamp; the login succeeds when it is repeated.
  'signature-used': defineError(401, 'The signed timestamp has been used before. Sign the current time and repeat the login.', {
    retryable: true,
  }),
  'clock-skew': defineError(
    401,
    'The signed timestamp differs too much from the clock of the registry; the detail says by how much.',
  ),
  'github-token-refused': defineError(401, 'GitHub does not accept the access token.'),
  'oidc-token-refused': defineError(
    401,
    'The ID token is malformed, expired, issued for another audience, or not signed by its issuer.',
  ),
  forbidden: defineError(403, 'The token does not grant this permission; the detail lists the ones it grants.'),
  'namespace-denied': defineError(403, 'The operator of this registry has denied the namespace.'),
  'auth-method-disabled': defineError(403, 'This authentication method is disabled in this registry.'),
  'nothing-granted': defineError(403, 'The proof is valid but grants no namespace; the detail says why.'),
  'github-account-changed': defineError(
    403,
    'The GitHub login now belongs to a different account than the one its namespace is bound to.',
  ),
  'workflow-refused': defineError(403, 'The registry does not accept tokens from this kind of workflow run.'),
  'claims-refused': defineError(403, 'The ID token lacks a claim that the registry requires.'),
  'taken-down': defineError(
    403,
    'An administrator took down the server or version. Only an administrator can lift the takedown.',
  ),
  'policy-violated': defineError(403, 'The publisher policy of the server does not allow this token to publish it.'),
  'package-type-not-supported': defineError(400, 'The registry cannot verify packages of this type.'),
  'package-invalid-identifier': defineError(400, 'The identifier is malformed for its package type; nothing was looked up.'),
  'package-invalid-version': defineError(400, 'The package has no version, or the version is not exact.'),
  'package-field-not-allowed': defineError(400, 'Packages of this type do not have this field.'),
  'package-registry-not-allowed': defineError(400, 'The host of the package is not allowed for its type.'),
  'package-not-found': defineError(400, 'The package registry has no such package.'),
  'package-private': defineError(400, 'The package cannot be read anonymously.'),
  'package-marker-missing': defineError(400, 'The package does not name a server; the detail says what to add.'),
  'package-marker-mismatch': defineError(400, 'The package names a different server; the detail says what to add.'),
  'package-owner-mismatch': defineError(400, 'The package belongs to a different account than the namespace of the server.'),
  'package-file-hash-missing': defineError(400, 'The package requires `fileSha256`.'),
  'package-file-hash-invalid': defineError(400, '`fileSha256` is not 64 lower-case hexadecimal digits.'),
  'package-file-hash-mismatch': defineError(400, 'The hash of the file does not match `fileSha256`.'),
  'package-file-not-zip': defineError(400, 'The file is not a ZIP archive.'),
  'package-too-large': defineError(400, 'The response of the package registry exceeds the size limit.'),
  'package-redirect-refused': defineError(400, 'The package redirects to a location that is not allowed.'),
  'package-address-refused': defineError(400, 'The host of the package does not have a public address.'),
  'server-not-found': defineError(404, 'There is no server with this name.'),
  'version-not-found': defineError(404, 'The server has no such version.'),
  'policy-not-found': defineError(404, 'The server has no publisher policy.'),
  'takedown-not-found': defineError(404, 'The server or version is not taken down.'),
  'denial-not-found': defineError(404, 'No administrator has denied the namespace.'),
  'client-not-found': defineError(404, 'The list of clients has no such client, or no such change.'),
  'route-not-found': defineError(404, 'The API has no such path.'),
  'method-not-allowed': defineError(405, 'The path does not support this method; `Allow` lists those it supports.'),
  'feed-reset': defineError(
    410,
    'The position in the change feed is unknown, because the registry was restored to an earlier state. Start again from 0.',
  ),
  'version-exists': defineError(409, 'The version is already published with different content, or was deleted.'),
  'name-spelling-conflict': defineError(409, 'The server exists with a different spelling of its name.'),
  'too-many-versions': defineError(409, 'The server has reached the maximum number of versions.'),
  'too-many-bytes': defineError(409, 'The documents of all versions of the server would exceed the size limit of a server.'),
  'too-many-owners': defineError(409, 'The server has reached the maximum number of owners.'),
  'too-many-policies': defineError(409, 'The namespace has reached the maximum number of servers with owners or a policy.'),
  'too-many-clients': defineError(409, 'The administrators have changed the maximum number of client descriptions.'),
  'request-timeout': defineError(408, 'The request did not arrive in time.'),
  'body-too-large': defineError(413, 'The request body exceeds the size limit.'),
  'url-too-long': defineError(414, 'The URL exceeds the length limit.'),
  'range-not-satisfiable': defineError(416, 'The requested range starts beyond the end; `Content-Range` states the size.'),
  'unsupported-media-type': defineError(415, 'The request body is not JSON.'),
  'invalid-parameter': defineError(422, 'A parameter or the body does not match its schema; `errors` lists where.'),
  'invalid-document': defineError(422, 'The server.json or client.json is invalid; `errors` lists every issue.'),
  'headers-too-large': defineError(431, 'The headers or the URL exceed the size limit.'),
  'package-not-yet-visible': defineError(
    424,
    'The package exists, but this version does not. A version that was just published becomes visible within minutes.',
  ),
  'rate-limited': defineError(429, 'Too many requests. Wait as long as `Retry-After` says.'),
  internal: defineError(500, 'An internal error. The log of the registry has the details under the request id.'),
  'package-upstream-unavailable': defineError(
    503,
    'The package registry is unavailable, limits the rate, or sent an invalid response. Try again later.',
  ),
  'database-unavailable': defineError(503, 'The database is unavailable. Try again later.'),
  'dns-unavailable': defineError(503, 'The name servers of the domain are unavailable. Try again later.'),
  'proof-host-unavailable': defineError(503, 'The web server of the domain is unavailable. Try again later.'),
  'github-unavailable': defineError(503, 'GitHub is unavailable or limits the rate. Try again later.'),
  'oidc-issuer-unavailable': defineError(503, 'The issuer of the ID token is not serving its keys. Try again later.'),
}

function defineError<S extends keyof typeof STATUSES>(
  status: S,
  about: string,
  { retryable }: { readonly retryable: boolean } = STATUSES[status],
) {
  return { status, title: STATUSES[status].title, retryable, about } as const
}

/** The stable code of an API error: a key of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS

/** One detail of a problem: the fault and its location, such as `query.limit` or `body.packages[0].version`. */
export const ProblemDetail = Type.Object({
  message: Type.String(),
  location: Type.Optional(Type.String()),
  value: Type.Optional(Type.Unknown()),
})
export type ProblemDetail = Static<typeof ProblemDetail>

/** The body of every error response, `application/problem+json`. Source: RFC 9457, and protocol.md, "Errors". */
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

/** An error that is reported to the client. `message` is a sentence that states the fault and the remedy. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly code: ErrorCode
  readonly errors: readonly ProblemDetail[]
  /** The value of `Retry-After`, in seconds. */
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

/** The wire format of an error. */
export function toProblem(error: Pick<RegistryError, 'code' | 'message' | 'errors'>): Problem {
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
