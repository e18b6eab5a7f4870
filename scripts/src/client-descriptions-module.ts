import type { ClientJson } from '@mcp-registry/contract'
import { readClientDescriptions } from './clients-markdown.js'

/** The text of packages/client/src/clients/client-descriptions.ts: the files of fixtures/clients, which a browser cannot read. */
export function toClientDescriptionsModule(): string {
  return [
    '// Generated from fixtures/clients by "node scripts/dist/write-docs.js".',
    "import type { ClientJson } from '@mcp-registry/contract'",
    '',
    '/** What is known of each MCP client, sorted by the part of its id after the slash. Source: docs/clients.md. */',
    'export const CLIENT_DESCRIPTIONS: readonly ClientJson[] = /* @__PURE__ */ (',
    '  [',
    ...readClientDescriptions().map((client) => `    '${toLiteral(client)}',`),
    '  ] as const',
    ').map((text) => JSON.parse(text) as ClientJson)',
    '',
  ].join('\n')
}

function toLiteral(client: ClientJson): string {
  // The path to the schema is that of the fixture.
  const { $schema: _, ...description } = client
  return JSON.stringify(description).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}
