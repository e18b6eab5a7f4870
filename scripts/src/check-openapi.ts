// Validates the OpenAPI document of this project, and checks that it includes everything in a reference document.
// Usage: node scripts/dist/check-openapi.js <reference.json>
import { readFile } from 'node:fs/promises'
import { listOperationParts } from '@mcp-registry/testkit/list-operation-parts'
import { readOpenApiDocument } from '@mcp-registry/testkit/openapi-document'
import { validateOpenApi } from '@mcp-registry/testkit/validate-openapi'

const [, , referencePath] = process.argv
if (referencePath === undefined) {
  console.error('Usage: node scripts/dist/check-openapi.js <reference.json>')
  process.exit(2)
}

const ours = JSON.parse(await readOpenApiDocument())
await validateOpenApi(ours)
console.log(`Our document is valid OpenAPI ${ours.openapi}: ${Object.keys(ours.paths).length} paths.`)

const reference = JSON.parse(await readFile(referencePath, 'utf8'))
const ourParts = listOperationParts(ours)
const referenceParts = listOperationParts(reference)
const missing = [...referenceParts].filter((part) => !ourParts.has(part))
console.log(
  `The reference has ${referenceParts.size} methods, parameters and properties; ${missing.length} of them are missing in ours.`,
)
for (const part of missing) console.log(`  ${part}`)
process.exitCode = missing.length === 0 ? 0 : 1
