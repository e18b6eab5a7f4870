/** The OpenAPI headers of error responses, by status. */
export const PROBLEM_HEADERS: Readonly<Record<number, { readonly headers: object }>> = {
  401: { headers: { 'WWW-Authenticate': { type: 'string', description: 'How to authenticate: `Bearer`.' } } },
  405: { headers: { Allow: { type: 'string', description: 'The methods of the path.' } } },
  416: { headers: { 'Content-Range': { type: 'string', description: 'The size: `bytes */<size>`.' } } },
  429: { headers: { 'Retry-After': { type: 'integer', description: 'Seconds to wait before the next request.' } } },
}
