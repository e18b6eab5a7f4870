import { isDeepStrictEqual } from 'node:util'
import { CLIENT_DESCRIPTIONS, findClient, type Launch } from '@mcp-registry/client'
import type { ClientJson, ClientTransport } from '@mcp-registry/contract'
import { EXPLAINED, OTHER_NAMES } from './explained-differences.js'
import { type Claim, SAMPLE } from './list-claims.js'

/** A claim of a package, and what the descriptions have instead. */
export interface ComparedClaim extends Claim {
  /** The same value if they agree, several if a client has several files; undefined if it is not described. */
  readonly own: readonly unknown[] | undefined
  readonly isEqual: boolean
  /** Why they differ; undefined if nobody has explained it. */
  readonly reason?: string
}

/** Compares claims with the descriptions and with what the writers write. */
export function compareClaims(claims: readonly Claim[]): readonly ComparedClaim[] {
  return claims.map((claim) => {
    const client = findDescription(claim.client)
    const own = client === undefined ? undefined : listOwn(client, claim)
    const isEqual = own?.some((value) => isDeepStrictEqual(value, claim.value)) === true
    const reason = EXPLAINED.find(
      (one) => one.client === claim.client && one.package === claim.package && (one.fields?.includes(claim.field) ?? true),
    )?.reason
    return { ...claim, own, isEqual, ...(!isEqual && reason !== undefined && { reason }) }
  })
}

/** The explanations of differences that do not exist any more. */
export function listStaleExplanations(compared: readonly ComparedClaim[]): readonly string[] {
  return EXPLAINED.flatMap((explained) => {
    const fields = explained.fields ?? [undefined]
    return fields
      .filter(
        (field) =>
          !compared.some(
            (one) =>
              !one.isEqual &&
              one.client === explained.client &&
              one.package === explained.package &&
              (field === undefined || one.field === field),
          ),
      )
      .map((field) => `${explained.package}, ${explained.client}${field === undefined ? '' : `, ${field}`}`)
  })
}

function findDescription(name: string): ClientJson | undefined {
  const id = OTHER_NAMES.get(name) ?? name
  return CLIENT_DESCRIPTIONS.find((client) => client.id.endsWith(`/${id}`))
}

function listOwn(client: ClientJson, { field }: Claim): readonly unknown[] {
  const { files, links } = client.configuration
  switch (field) {
    case 'file, darwin':
    case 'file, linux':
    case 'file, win32': {
      const platform = field === 'file, darwin' ? 'darwin' : field === 'file, linux' ? 'linux' : 'win32'
      return files.flatMap(({ scope, paths }) => (scope === 'user' ? toPortable(paths[platform]) : []))
    }
    case 'project file':
      return files.flatMap(({ scope, paths }) => (scope === 'project' && paths.linux !== undefined ? [paths.linux] : []))
    case 'key':
      return [...new Set(files.map(({ key }) => key.join('.')))]
    case 'format':
      return [...new Set(files.map(({ format }) => (format === 'jsonc' ? 'json' : format)))]
    case 'link':
      return links.map(({ template }) => template)
    case 'stdio':
    case 'streamable-http':
    case 'sse': {
      const written = findClient(client.id.slice(client.id.indexOf('/') + 1))?.write(undefined, SAMPLE.name, toLaunch(field))
      return written?.ok === true ? [written.value.entry] : []
    }
  }
}

function toPortable(path: string | undefined): readonly string[] {
  if (path === undefined) return []
  return [path.replace('%USERPROFILE%', '~').replace('%APPDATA%', '{APPDATA}').replaceAll('\\', '/')]
}

function toLaunch(transport: ClientTransport): Launch {
  const notes = { secrets: [], warnings: [], standIns: [] }
  return transport === 'stdio'
    ? { kind: 'stdio', command: 'npx', args: ['-y', SAMPLE.package], env: SAMPLE.env, ...notes }
    : { kind: 'http', type: transport, url: SAMPLE.url, headers: SAMPLE.headers, ...notes }
}
