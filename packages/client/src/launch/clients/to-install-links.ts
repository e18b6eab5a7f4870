import type { ClientJson, ClientLink, Result } from '@mcp-registry/contract'
import type { VariableReference } from './client-writer.js'
import { type LauncherValues, listMatching, type ServerToInstall, toLauncherValues } from './launcher.js'
import { refuse } from './refuse.js'

/** The maximum length of an install link, in characters: Windows does not pass longer ones to a program. */
export const MAX_INSTALL_LINK_LENGTH = 2048

/** A link that adds a server to a client. */
export interface InstallLink {
  readonly url: string
  /** False if it only opens a page about the server in the client. */
  readonly isInstall: boolean
  /** The environment variables to which the entry in the link refers. */
  readonly environment: readonly VariableReference[]
  /** Messages to the user, such as a process that must be started first. */
  readonly warnings: readonly string[]
}

/**
 * The links that add a server to a client with one click, in the order of its description. A link contains no secret: it refers to secrets
 * as the file of the client does. If there is no link, the errors list every reason. Pure. Source: docs/launch.md.
 *
 * @example
 * ```ts
 * import { CLIENT_DESCRIPTIONS, createRegistryClient, listLaunchChoices, resolveLaunch, toInstallLinks } from '@mcp-registry/client'
 *
 * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
 * const { server } = await registry.getServerVersion('com.example/weather')
 * const [choice] = listLaunchChoices(server)
 * const launch = choice && resolveLaunch(server, choice, {}, { deferSecrets: true })
 * for (const client of CLIENT_DESCRIPTIONS) {
 *   const links = launch?.ok && toInstallLinks(client, { serverName: server.name, launch: launch.value })
 *   if (links && links.ok) console.log(client.title, links.value[0]?.url)
 * }
 * ```
 */
export function toInstallLinks(client: ClientJson, server: ServerToInstall): Result<readonly InstallLink[]> {
  const filled = listMatching(client.configuration.links, server.launch).map((link) => fillLink(client, link, server))
  const links = filled.flatMap((result) => (result.ok ? [result.value] : []))
  if (links.length > 0) return { ok: true, value: links }
  const errors = new Set(filled.flatMap((result) => (result.ok ? [] : result.errors)))
  return errors.size > 0
    ? { ok: false, errors: [...errors] }
    : refuse(`No source names a link that adds a server to ${client.title}.`)
}

function fillLink(client: ClientJson, link: ClientLink, server: ServerToInstall): Result<InstallLink> {
  const { programs, template, isInstall } = link
  const { launch } = server
  if (programs !== undefined && launch.kind === 'stdio' && !programs.includes(launch.command))
    return refuse(`A link of ${client.title} starts only ${programs.join(', ')}.`)
  const filled = toLauncherValues(client, 'link', { ...link, texts: [template] }, server)
  if (!filled.ok) return filled
  const { values, environment, warnings } = filled.value
  const url = fillUrl(template, values)
  if (url.length > MAX_INSTALL_LINK_LENGTH)
    return refuse(
      `The link to ${client.title} has ${url.length} characters; at most ${MAX_INSTALL_LINK_LENGTH} reach a program. Add the server to its file instead.`,
    )
  return { ok: true, value: { url, isInstall, environment, warnings } }
}

/** Fills a link. A parameter with a list is repeated for each item, and left out if there is none. */
function fillUrl(template: string, values: LauncherValues['values']): string {
  const start = template.indexOf('?') + 1
  const fill = (text: string, item?: string) =>
    text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values.get(name)
      if (value === undefined) return placeholder
      return encodeURIComponent(typeof value === 'string' ? value : (item ?? ''))
    })
  const parameters = template.slice(start).split('&')
  const filled = parameters.flatMap((parameter) => {
    const name = /\{(\w+)\}/.exec(parameter)?.[1] ?? ''
    const value = values.get(name)
    return value === undefined || typeof value === 'string' ? [fill(parameter)] : value.map((item) => fill(parameter, item))
  })
  return fill(template.slice(0, start)) + filled.join('&')
}
