/** A module is at least a repository: host, owner and name. */
const SHORTEST = 3

/**
 * The modules that may contain a Go package, longest path first, from the package itself to its repository: of
 * `github.com/alice/weather/cmd/mcp` also `github.com/alice/weather/cmd` and `github.com/alice/weather`. The first one that exists is its
 * module. Source: Go Modules Reference, "Resolving a package to a module".
 */
export function listGoModules(packagePath: string): readonly string[] {
  const elements = packagePath.split('/')
  const count = Math.max(elements.length - SHORTEST + 1, 1)
  return Array.from({ length: count }, (_, index) => elements.slice(0, elements.length - index).join('/'))
}

/**
 * The remedy if the version of a Go package has a major version from 2 on that is missing in the path; undefined otherwise. Only modules
 * without a go.mod file have such versions without it. Source: Go Modules Reference, "Major version suffixes".
 */
export function findGoMajorVersionFault(packagePath: string, version: string): string | undefined {
  const major = /^v([2-9]|[1-9]\d+)\./.exec(version)?.[1]
  if (major === undefined || version.endsWith('+incompatible')) return undefined
  const elements = packagePath.split('/')
  if (elements.includes(`v${major}`)) return undefined
  const suffixed = [...elements.slice(0, SHORTEST), `v${major}`, ...elements.slice(SHORTEST)].join('/')
  return `From version 2 on, the path of a Go module contains the major version, such as ${suffixed}.`
}

/** The path or version of a Go module in the URLs of a module proxy, which may store its files on a case-insensitive file system. */
export function escapeGoModule(text: string): string {
  return encodeURI(text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`))
}
