import { ERRORS } from '@mcp-registry/contract'

/** The page about errors, made from the table that the API uses. */
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

Every error of the API is a problem as of [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), sent as \`application/problem+json\`:

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

- \`code\` is stable: decide by it. \`title\` and \`detail\` are for people and may change.
- \`retryable\` tells whether the very same request may succeed later. \`Retry-After\`, where it is sent, says when.
- \`errors\` lists every single finding, with its place: \`query.limit\`, \`path.version\`, \`body.packages[0].version\`.
- The header \`X-Request-Id\` names the request in the log of the registry.

| Status | Code | Retryable | When |
|---|---|---|---|`
