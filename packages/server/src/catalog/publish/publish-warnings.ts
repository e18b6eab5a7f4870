import { compareVersions, findLatest, isPrerelease, isSemver } from '@mcp-registry/contract'
import type { VersionSummary } from '../rows/server-versions.js'

type Ordered = Pick<VersionSummary, 'version' | 'publishedAt' | 'status'>

/** Warnings about a valid version: it did not become latest, or its schema is outdated. */
export function toWarnings(documentWarnings: readonly string[], own: Ordered, versions: readonly Ordered[]): string[] {
  const latest = findLatest(versions)
  const notLatest = latest && latest.version !== own.version ? [toNotLatest(own, latest)] : []
  return [...notLatest, ...documentWarnings]
}

/** The warning that a publication made a pre-release the latest version. */
export function listPrereleaseWarnings(own: Ordered, latest: Ordered): string[] {
  if (latest.version !== own.version || !isPrerelease(own.version)) return []
  return [
    `Version ${own.version} is a pre-release and now the latest version, which clients install by default. It remains so until you publish a higher version or delete this one.`,
  ]
}

function toNotLatest(own: Ordered, latest: Ordered): string {
  return `Version ${own.version} is not the latest version: ${latest.version} remains the latest, because ${toReason(own, latest)}.`
}

function toReason(own: Ordered, latest: Ordered): string {
  if (own.status === 'deleted') return `${own.version} is deleted`
  if (isSemver(latest.version) && !isSemver(own.version))
    return `${latest.version} is a semantic version, which ranks above any other, and ${own.version} is not one`
  if (!isSemver(latest.version)) return `${latest.version} was published later`
  if (compareVersions(own, latest) === 0) return 'both have the same precedence and it was published first'
  return 'it is the higher one'
}
