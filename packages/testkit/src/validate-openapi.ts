import SwaggerParser from '@apidevtools/swagger-parser'

interface Paths {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>
}

/** Throws if the OpenAPI document is invalid or has duplicate operation IDs. */
export async function validateOpenApi(document: Paths): Promise<void> {
  // Passes a copy, since the parser replaces references in place.
  await SwaggerParser.validate(JSON.parse(JSON.stringify(document)))
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const names = operations.map(({ operationId }) => operationId)
  const repeated = names.filter((each, nth) => names.indexOf(each) !== nth)
  if (repeated.length > 0) throw new Error(`More than one operation is called ${repeated.join(', ')}.`)
}
