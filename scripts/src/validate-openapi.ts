import SwaggerParser from '@apidevtools/swagger-parser'

interface Paths {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>
}

/** Refuses what is not a valid OpenAPI document, or names an operation twice. */
export async function validateOpenApi(document: Paths): Promise<void> {
  // A copy, in which the parser replaces the references.
  await SwaggerParser.validate(JSON.parse(JSON.stringify(document)))
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const names = operations.map(({ operationId }) => operationId)
  const repeated = names.filter((each, nth) => names.indexOf(each) !== nth)
  if (repeated.length > 0) throw new Error(`More than one operation is called ${repeated.join(', ')}.`)
}
