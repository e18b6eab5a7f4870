import {
  CLIENT_AUTHENTICATION,
  CLIENT_FEATURES,
  CLIENT_TRANSPORTS,
  type ClientFact,
  type ClientFile,
  type ClientJson,
} from '@mcp-registry/contract'

/** A heading, and the facts below it. */
export interface FactGroup {
  readonly heading: string
  readonly facts: readonly (readonly [label: string, fact: ClientFact])[]
}

/** Everything that a client may support, in the order of the documentation. */
export function listFactGroups({ transports, features, authentication }: ClientJson): readonly FactGroup[] {
  return [
    { heading: 'transports', facts: CLIENT_TRANSPORTS.map((name) => [name, transports[name]]) },
    { heading: 'features', facts: CLIENT_FEATURES.map((name) => [name, features[name]]) },
    { heading: 'authentication', facts: CLIENT_AUTHENTICATION.map((name) => [name, authentication[name]]) },
  ]
}

const SUPPORT_TEXTS = { full: 'yes', partial: 'partly', unsupported: 'no', unknown: '?' } as const

/** `yes`, `partly`, `no`, or `?` if no source says. */
export function toSupportText({ support }: ClientFact): string {
  return SUPPORT_TEXTS[support]
}

/** The files with servers of a scope, such as `~/.cursor/mcp.json (json)`: on this platform, or on all if it has none here. */
export interface ScopeFiles {
  readonly scope: ClientFile['scope']
  readonly files: readonly string[]
}

/** The files with servers by their scope; the first of a scope is the one that is created. */
export function listScopeFiles({ configuration: { files } }: ClientJson, platform: string): readonly ScopeFiles[] {
  return [...new Set(files.map(({ scope }) => scope))].map((scope) => ({
    scope,
    files: files.flatMap(({ scope: own, paths, format }) =>
      own === scope ? listPaths(paths, platform).map((path) => `${path} (${format})`) : [],
    ),
  }))
}

function listPaths(paths: ClientFile['paths'], platform: string): readonly string[] {
  const here = Object.entries(paths).find(([name]) => name === platform)
  return here === undefined ? [...new Set(Object.values(paths))] : [here[1]]
}
