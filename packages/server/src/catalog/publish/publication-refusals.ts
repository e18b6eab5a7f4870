import { RegistryError } from '@mcp-registry/contract'
import { listDifferences } from './compare-json.js'
import type { VersionKey } from '../rows/server-versions.js'

export function toDeletedConflict({ name, version }: VersionKey): RegistryError {
  return new RegistryError(
    'version-exists',
    `Version ${version} of ${name} was deleted, and its number is not reusable. Publish a new version, or restore this one.`,
  )
}

/** The refusal of a document that differs from the published one; undefined if both are the same JSON. */
export function findContentConflict(
  { name, version }: VersionKey,
  published: string,
  document: string,
): RegistryError | undefined {
  const differences = published === document ? [] : listDifferences(JSON.parse(published), JSON.parse(document))
  if (differences.length === 0) return undefined
  return new RegistryError(
    'version-exists',
    `Version ${version} of ${name} is already published with different content. Publish a new version.`,
    { errors: differences.map((path) => ({ message: 'This differs from what is published.', location: `body.${path}` })) },
  )
}

export function toSpellingConflict(name: string, other: string): RegistryError {
  return new RegistryError(
    'name-spelling-conflict',
    `${name} exists as ${other}: names that differ only in case are one server. Publish as ${other}.`,
  )
}

export function toTooManyVersions(name: string, limit: number): RegistryError {
  return new RegistryError(
    'too-many-versions',
    `${name} has ${limit} versions, as many as a server may have. Publish under another name.`,
  )
}

/** The refusal of a document that would raise the total size of its server's documents from `bytes` to more than `limit`. */
export function toTooManyBytes(name: string, bytes: number, limit: number): RegistryError {
  return new RegistryError(
    'too-many-bytes',
    `The documents of ${name} have ${bytes} bytes together. With this one they would have more than ${limit}, ` +
      'as many as a server may have. Publish a smaller document, or publish under another name.',
  )
}
