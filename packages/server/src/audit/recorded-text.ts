/** The maximum number of characters that are recorded of a text. No valid request has longer ones. */
export const RECORDED = {
  requestId: 128,
  // The longest IPv6 address has 45.
  address: 64,
  // The subject of an id token. Source: OpenID Connect Core 1.0, section 2.
  subject: 255,
  // A name has 200 at most, a version 255. Beyond 2,700 bytes an index would refuse the row.
  serverName: 255,
  serverVersion: 255,
  // A policy that names as many maintainers as it may has 11,000.
  detail: 12_000,
} as const

/**
 * A text as it is recorded: without characters that the database cannot store, and truncated with its length where it is too long, as in
 * `abc… (4096 characters)`.
 */
export function toRecordedText(text: string, maxLength: number): string {
  const start = text.slice(0, maxLength).replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD')
  return text.length <= maxLength ? start : `${start}… (${text.length} characters)`
}
