/** A tag of git that names a version. */
export interface VersionTag {
  readonly tag: string
  /** What precedes the version: empty, `v`, or the name of a package as in `weather@` and `weather-v`. */
  readonly prefix: string
  readonly version: string
}

const NUMBERS = /(?:^|[@/_-])v?(\d+\.\d+\.\d+)(?![\w.])/
const PRERELEASE_AND_BUILD = /^(?:[-+][0-9A-Za-z.+-]*)?$/

/** A version as a tag names it: `v1.2.3`, `1.2.3`, `weather@1.2.3`, `weather-v1.2.3`, `servers/weather/v1.2.3`. */
export function parseVersionTag(tag: string): VersionTag | undefined {
  const found = NUMBERS.exec(tag)
  const [whole, numbers] = found ?? []
  if (found === null || whole === undefined || numbers === undefined) return undefined
  const start = found.index + whole.length - numbers.length
  if (!PRERELEASE_AND_BUILD.test(tag.slice(start + numbers.length))) return undefined
  return { tag, prefix: tag.slice(0, start), version: tag.slice(start) }
}

/**
 * The newest tag of a version: one of the named packages if there is any, else one without a package. Prereleases count only if there is
 * nothing else.
 */
export function findVersionTag(tags: readonly string[], names: readonly string[]): VersionTag | undefined {
  const found = tags.map(parseVersionTag).filter((tag) => tag !== undefined)
  const own = found.filter(({ prefix }) => names.includes(toPackageName(prefix)))
  const candidates = own.length > 0 ? own : found.filter(({ prefix }) => toPackageName(prefix) === '')
  return candidates.find(({ version }) => !version.includes('-')) ?? candidates[0]
}

function toPackageName(prefix: string): string {
  return prefix.replace(/v$/, '').replace(/[@/_-]$/, '')
}
