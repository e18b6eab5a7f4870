/** The maximum number of characters recorded of a text. No valid request exceeds them. */
export const RECORDED = {
  requestId: 128,
  // The longest IPv6 address has 45 characters.
  address: 64,
  // The subject of an ID token. Source: OpenID Connect Core 1.0, section 2.
  subject: 255,
  // A name has at most 200 characters, a version 255. An index would reject a row beyond 2,700 bytes.
  serverName: 255,
  serverVersion: 255,
  // A policy with the maximum number of maintainers has 11,000.
  detail: 12_000,
} as const

/**
 * A text as recorded: characters that the database cannot store are replaced, and a text that is too long is truncated and its length
 * appended, as in `abc… (4096 characters)`.
 */
export function toRecordedText(text: string, maxLength: number): string {
  const start = text.slice(0, maxLength).replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD')
  return text.length <= maxLength ? start : `${start}… (${text.length} characters)`
}
