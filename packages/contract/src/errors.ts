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
  'invalid-domain': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The domain is no plain domain name of two or more labels.',
  },
  'invalid-namespace': {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The text is no namespace.',
  },
  'invalid-token': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The token or proof is missing, malformed, expired or not valid.',
  },
  'proof-not-found': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The domain publishes no key: no TXT record, or no file at the well-known address.',
  },
  'proof-unusable': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'What the domain publishes is not a key record; the detail says what was found.',
  },
  'signature-mismatch': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The timestamp is not signed by any key that the domain publishes.',
  },
  'signature-used': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The signed timestamp was used before; sign a new one.',
  },
  'clock-skew': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The signed timestamp is too far from the clock of the registry; the detail says by how much.',
  },
  'github-token-refused': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'GitHub does not accept the access token.',
  },
  'oidc-token-refused': {
    status: 401,
    title: 'Unauthorized',
    retryable: false,
    about: 'The id token is malformed, expired, for another audience, or not signed by its issuer.',
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
  'auth-method-disabled': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The registry does not accept this kind of proof.',
  },
  'nothing-granted': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The proof is good, but grants no namespace; the detail says why.',
  },
  'github-account-changed': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The login belongs to another GitHub account than the one its namespace is bound to.',
  },
  'workflow-refused': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The registry does not take tokens of this kind of workflow run.',
  },
  'claims-refused': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The id token lacks a claim that the registry asks for.',
  },
  'taken-down': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'An administrator took the server or version down; only an administrator can lift that.',
  },
  'policy-violated': {
    status: 403,
    title: 'Forbidden',
    retryable: false,
    about: 'The publisher policy of the server does not allow this token to publish it.',
  },
  package_type_not_supported: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The registry cannot prove packages of this type.',
  },
  package_invalid_identifier: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The identifier has not the form that packages of its type have; nothing was looked up.',
  },
  package_invalid_version: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package has no version, or not one exact version.',
  },
  package_field_not_allowed: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'Packages of this type do not have the field.',
  },
  package_registry_not_allowed: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package is at a host that the registry does not look at for this type.',
  },
  package_not_found: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package registry has no such package.',
  },
  package_private: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package cannot be read without a login.',
  },
  package_marker_missing: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package does not name any server; the detail says what to add.',
  },
  package_marker_mismatch: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package names another server; the detail says what to add.',
  },
  package_owner_mismatch: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package belongs to another account than the namespace of the server.',
  },
  package_file_hash_missing: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package needs `fileSha256`.',
  },
  package_file_hash_invalid: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: '`fileSha256` is not 64 lower-case hexadecimal digits.',
  },
  package_file_hash_mismatch: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The file has another hash than `fileSha256` says.',
  },
  package_file_not_zip: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The file is not a ZIP archive.',
  },
  package_too_large: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'What was looked up is larger than the registry reads.',
  },
  package_redirect_refused: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The package leads, by a redirect, to where the registry does not look.',
  },
  package_address_refused: {
    status: 400,
    title: 'Bad Request',
    retryable: false,
    about: 'The host of the package is not at a public address.',
  },
  'server-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'There is no server of that name.' },
  'version-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'The server has no such version.' },
  'policy-not-found': {
    status: 404,
    title: 'Not Found',
    retryable: false,
    about: 'The server has no publisher policy.',
  },
  'takedown-not-found': {
    status: 404,
    title: 'Not Found',
    retryable: false,
    about: 'The server or version is not taken down.',
  },
  'denial-not-found': {
    status: 404,
    title: 'Not Found',
    retryable: false,
    about: 'The namespace is not denied by an administrator.',
  },
  'route-not-found': { status: 404, title: 'Not Found', retryable: false, about: 'The API has no such path.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method Not Allowed',
    retryable: false,
    about: 'The path exists; `Allow` lists its methods.',
  },
  'feed-reset': {
    status: 410,
    title: 'Gone',
    retryable: false,
    about: 'The position in the feed of changes is not known: the registry was restored to an earlier state. Start again from 0.',
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
  'too-many-versions': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'The server has as many versions as a server may have.',
  },
  'too-many-bytes': {
    status: 409,
    title: 'Conflict',
    retryable: false,
    about: 'The documents of all versions of the server would exceed the size that one server may have.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request Timeout',
    retryable: true,
    about: 'The request did not arrive in time.',
  },
  'body-too-large': {
    status: 413,
    title: 'Content Too Large',
    retryable: false,
    about: 'The body is larger than the registry accepts.',
  },
  'url-too-long': { status: 414, title: 'URI Too Long', retryable: false, about: 'The URL is longer than the registry accepts.' },
  'range-not-satisfiable': {
    status: 416,
    title: 'Range Not Satisfiable',
    retryable: false,
    about: 'The requested range begins beyond the end; `Content-Range` states the size.',
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
  'headers-too-large': {
    status: 431,
    title: 'Request Header Fields Too Large',
    retryable: false,
    about: 'The headers or the URL are larger than the server reads.',
  },
  package_not_yet_visible: {
    status: 424,
    title: 'Failed Dependency',
    retryable: true,
    about: 'The package exists, but not in this version; one that was published just now shows up within minutes.',
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
  package_upstream_unavailable: {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The package registry does not answer, limits the rate or sends nonsense; try again.',
  },
  'database-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The database does not answer; try again.',
  },
  'dns-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The name servers of a domain do not answer; try again.',
  },
  'proof-host-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The web server of a domain does not answer; try again.',
  },
  'github-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'GitHub does not answer, or limits the rate; try again.',
  },
  'oidc-issuer-unavailable': {
    status: 503,
    title: 'Service Unavailable',
    retryable: true,
    about: 'The issuer of an id token does not publish its keys now; try again.',
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
