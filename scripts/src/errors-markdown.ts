import { ERRORS } from '@mcp-registry/contract'

/** Generates the page about errors from the error table of the API. */
export function toErrorsMarkdown(): string {
  const rows = Object.entries(ERRORS)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(
      ([code, { status, retryable, about }]) =>
        `| ${status} | \`${code}\` | ${retryable ? 'yes' : 'no'} | ${about.replaceAll('|', '\\|')} |`,
    )
  return `${INTRODUCTION}\n${rows.join('\n')}\n`
}

const INTRODUCTION = `# Errors

<!-- Made by scripts/src/write-docs.ts from packages/contract/src/errors.ts. -->

Every error response of the API is a problem document as specified in [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), sent as \`application/problem+json\`:

\`\`\`json
{
  "title": "Unprocessable Entity",
  "status": 422,
  "detail": "query.limit must be <= 100.",
  "code": "invalid-parameter",
  "retryable": false,
  "errors": [{ "message": "must be <= 100", "location": "query.limit", "value": 101 }]
}
\`\`\`

- \`code\` is stable. Use it to tell errors apart. \`title\` and \`detail\` are for people and may change.
- \`retryable\` states whether the same request may succeed later; \`Retry-After\`, if present, says when.
- \`errors\` lists every finding with its location: \`query.limit\`, \`path.version\`, \`body.packages[0].version\`.
- The header \`X-Request-Id\` identifies the request in the log of the registry.

| Status | Code | Retryable | When |
|---|---|---|---|`
