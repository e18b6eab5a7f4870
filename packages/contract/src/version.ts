/**
 * Whether a string matches more than one version under the grammar of semver ranges: it has an operator, a wildcard among the numeric
 * parts, a hyphen range, alternatives, or several versions in a row. A prerelease that merely contains an x (`1.2.3-hotfix`) is a version.
 * Rule `version-looks-like-range`.
 */
export function isRangeLike(text: string): boolean {
  const trimmed = text.trim()
  // "<version>" is a placeholder.
  if (trimmed.includes('||') || /(?:^|[\s,])(?:[\^~>=]|<(?![A-Za-z][^<>]*>))/.test(trimmed)) return true
  const parts = trimmed.split(/\s+(?:-\s+)?/)
  if (parts.length > 1 && parts.every((part) => PARTIAL_VERSION.test(part))) return true
  return WILDCARD_VERSION.test(trimmed)
}

// One to three parts, each a number or a wildcard. A prerelease and build may follow a complete version.
const PARTIAL_VERSION = /^v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:[-+][0-9A-Za-z.+-]+)?$/
// Either a lone wildcard, or a wildcard in a dotted version: `x-ray` is a name.
const WILDCARD_VERSION = /^v?(?:[xX*]|(?=[^-+]*\.)(?:\d+\.)*[xX*](?:\.(?:\d+|[xX*]))*(?:[-+].*)?)$/

/** Whether a string is a semantic version with an optional leading `v`: three numeric parts of any size, without leading zeros. */
export function isSemver(text: string): boolean {
  return toSemver(text) !== undefined
}

/** Whether a string is a semantic version with a pre-release part, such as `2.0.0-beta.1`. */
export function isPrerelease(text: string): boolean {
  return (toSemver(text)?.prerelease.length ?? 0) > 0
}

/** The fields of a server version that determine its order. */
export interface OrderedVersion {
  readonly version: string
  /** RFC 3339, or microseconds since the Unix epoch; compared only with values of the same form. */
  readonly publishedAt: string | number | bigint
}

/**
 * Compares versions; negative if `a` is lower, 0 if they have equal precedence. Two semantic versions compare by semver precedence,
 * ignoring build metadata; two other versions compare by publish time. A semantic version is higher than any other version. Source:
 * protocol.md, "Versions and order".
 */
export function compareVersions(a: OrderedVersion, b: OrderedVersion): number {
  const left = toSemver(a.version)
  const right = toSemver(b.version)
  if (left && right) return comparePrecedence(left, right)
  if (left) return 1
  if (right) return -1
  return a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : 0
}

/**
 * The entry to which `latest` resolves: the highest version that is not deleted; of equal precedence, the first published. If all are
 * deleted, the highest of them. Undefined for an empty list. The entries may be in any order. Source: protocol.md, "Versions and order".
 *
 * @example
 * ```ts
 * import { findLatest } from '@mcp-registry/contract'
 *
 * const latest = findLatest([
 *   { version: '1.10.0', publishedAt: '2026-02-01T00:00:00Z', status: 'active' },
 *   { version: '1.9.0', publishedAt: '2026-03-01T00:00:00Z', status: 'active' },
 * ]) // 1.10.0
 * ```
 */
export function findLatest<T extends OrderedVersion & { readonly status: string }>(entries: readonly T[]): T | undefined {
  const living = entries.filter((entry) => entry.status !== 'deleted')
  let latest: T | undefined
  for (const entry of living.length > 0 ? living : entries) if (latest === undefined || displaces(entry, latest)) latest = entry
  return latest
}

function displaces(entry: OrderedVersion, latest: OrderedVersion): boolean {
  const order = compareVersions(entry, latest)
  if (order !== 0) return order > 0
  if (entry.publishedAt !== latest.publishedAt) return entry.publishedAt < latest.publishedAt
  return entry.version < latest.version
}

interface Semver {
  readonly core: readonly [string, string, string]
  readonly prerelease: readonly string[]
}

// The grammar of semver.org. The semver library rejects numbers above 2^53 and strings over 256 characters, both of which published
// documents contain.
const SEMVER =
  /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/

function toSemver(text: string): Semver | undefined {
  const match = SEMVER.exec(text)
  if (!match) return undefined
  const [, major = '', minor = '', patch = '', prerelease] = match
  return { core: [major, minor, patch], prerelease: prerelease === undefined ? [] : prerelease.split('.') }
}

function comparePrecedence(a: Semver, b: Semver): number {
  for (const [index, part] of a.core.entries()) {
    const order = compareNumbers(part, b.core[index] ?? '')
    if (order !== 0) return order
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length
  for (const [index, part] of a.prerelease.entries()) {
    const other = b.prerelease[index]
    if (other === undefined) return 1
    const order = compareIdentifiers(part, other)
    if (order !== 0) return order
  }
  return a.prerelease.length - b.prerelease.length
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (aIsNumber && bIsNumber) return compareNumbers(a, b)
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

// Decimal digits without leading zeros: the longer string is the larger number.
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
