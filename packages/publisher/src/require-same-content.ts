import { isDeepStrictEqual } from 'node:util'
import { RegistryClientError } from '@mcp-registry/client'
import { OFFICIAL_META_KEY, PUBLISHER_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import { valueAt } from './project/field.js'
import { parseJson } from './project/package-json.js'
import type { ServerFile } from './server-file.js'

/** Returns the existing version if it has the content of the file. Otherwise throws an error that explains the refusal. */
export function requireSameContent(
  title: string,
  { text }: ServerFile,
  existing: ServerResponse,
  cause: unknown,
): ServerResponse {
  const isDeleted = existing._meta[OFFICIAL_META_KEY]?.status === 'deleted'
  if (!isDeleted && isDeepStrictEqual(toContent(parseJson(text)), toContent(existing.server))) return existing
  const state = isDeleted ? 'was published and deleted' : 'is already published with different content'
  throw new RegistryClientError('version-exists', `${title} ${state}. Publish a new version.`, {
    status: 400,
    retryable: false,
    cause,
  })
}

/** The parts that a registry keeps: of the metadata, only that of the publisher. */
function toContent(document: unknown): unknown {
  const meta = valueAt(document, '_meta', PUBLISHER_META_KEY)
  return typeof document === 'object' && document !== null ? { ...document, _meta: meta } : document
}
