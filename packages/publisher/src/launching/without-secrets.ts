import { type Launch, withReferences } from '@mcp-registry/client'

/** A launch as it may be displayed. */
/** A launch as it may be displayed: secrets are replaced by the names of their inputs. */
export function withoutSecrets<L extends Launch>(launch: L): L {
  return withReferences(launch, ({ id }) => `<${id}>`)
}
