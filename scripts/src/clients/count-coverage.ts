import {
  CLIENT_DESCRIPTIONS,
  findClient,
  type Launch,
  listLaunchChoices,
  listLaunchInputs,
  resolveLaunch,
  toInstallCommands,
  toInstallLinks,
} from '@mcp-registry/client'
import type { ClientJson, ClientTransport, ServerJson } from '@mcp-registry/contract'
import { toSampleInputs } from '../launch/to-sample-inputs.js'

/** What becomes of the packages and remotes of many servers in one client. */
export interface Coverage {
  readonly client: string
  /** Whether it has a file; otherwise a link counts as the snippet. */
  readonly hasFile: boolean
  /** Packages and remotes over transports that the client has in its file. */
  readonly permitted: number
  readonly snippets: number
  /** Those of the snippets that contain secrets in plain text. */
  readonly inClear: number
  /** Undefined if the client has none. */
  readonly links: number | undefined
  readonly commands: number | undefined
  /** Packages and remotes over other transports. */
  readonly otherTransport: number
}

/** Counts, for each client, how many packages and remotes can be added, and why the others cannot. */
export function openCoverage() {
  const clients = CLIENT_DESCRIPTIONS.filter(({ configuration }) => configuration.files.length + configuration.links.length > 0)
  const rows = new Map(
    clients.map((client) => [client, { permitted: 0, snippets: 0, inClear: 0, links: 0, commands: 0, otherTransport: 0 }]),
  )
  const reasons = new Map<string, Map<string, number>>()
  const addReason = (kind: string, reason: string) => {
    const counts = reasons.get(kind) ?? new Map<string, number>()
    reasons.set(kind, counts.set(reason, (counts.get(reason) ?? 0) + 1))
  }
  return {
    add(server: ServerJson): void {
      for (const choice of listLaunchChoices(server)) {
        const inputs = listLaunchInputs(server, choice)
        const open = inputs.filter(({ isSecret }) => !isSecret)
        const deferred = resolveLaunch(server, choice, toSampleInputs(open), { deferSecrets: true })
        const given = resolveLaunch(server, choice, toSampleInputs(inputs))
        const transport: ClientTransport | undefined = TRANSPORTS.find((one) => one === choice.transport)
        for (const [client, row] of rows) {
          if (transport === undefined || !hasTransport(client, transport)) {
            row.otherTransport++
            continue
          }
          row.permitted++
          const launches = [deferred, given].flatMap((result) => (result.ok ? [result.value] : []))
          if (launches.length === 0) {
            const errors = deferred.ok ? [] : deferred.errors
            addReason('snippet', `the document: ${choice.type}, ${errors[0]?.code ?? 'unknown'}`)
            continue
          }
          const written = writeFirst(client, server.name, launches)
          if (written.ok) {
            row.snippets++
            if (written.isInClear) row.inClear++
          } else addReason('snippet', toKind(client, written.reason))
          const [launch] = launches
          if (launch === undefined) continue
          const install = { serverName: server.name, launch }
          if (client.configuration.links.length > 0) {
            const links = toInstallLinks(client, install)
            if (links.ok && links.value.some(({ isInstall }) => isInstall)) row.links++
            else if (!links.ok) addReason('link', toKind(client, links.errors[0] ?? ''))
          }
          if (client.configuration.commands.length > 0) {
            const commands = toInstallCommands(client, install)
            if (commands.ok) row.commands++
            else addReason('command', toKind(client, commands.errors[0] ?? ''))
          }
        }
      }
    },
    listRows: (): readonly Coverage[] =>
      [...rows].map(([{ title, configuration }, row]) => ({
        ...row,
        client: title,
        hasFile: configuration.files.length > 0,
        links: configuration.links.some(({ isInstall }) => isInstall) ? row.links : undefined,
        commands: configuration.commands.length > 0 ? row.commands : undefined,
      })),
    /** Why there is no snippet, link or command: the number of combinations of a package or remote and a client, by reason. */
    reasons,
  }
}

const TRANSPORTS = ['stdio', 'streamable-http', 'sse'] as const

/** Whether a client reaches servers over a transport, and by its file if it has one. */
function hasTransport({ configuration }: ClientJson, transport: ClientTransport): boolean {
  const { entries, files, links } = configuration
  if (files.length > 0) return entries?.[transport] !== undefined
  return links.some(({ transports }) => transports.includes(transport))
}

type Outcome = { readonly ok: true; readonly isInClear: boolean } | { readonly ok: false; readonly reason: string }

/** The first of several launches, without secrets and with, for which there is a snippet; for a client without a file, a link. */
function writeFirst(client: ClientJson, serverName: string, launches: readonly Launch[]): Outcome {
  const writer = findClient(client.id.slice(client.id.indexOf('/') + 1))
  let reason = ''
  for (const launch of launches) {
    const result =
      writer === undefined
        ? toInstallLinks(client, { serverName, launch })
        : writer.write(undefined, writer.usesFullNames ? serverName : 'server', launch)
    if (result.ok)
      return {
        ok: true,
        isInClear: 'warnings' in result.value && result.value.warnings.some((text) => text.includes('in plain text')),
      }
    reason = result.errors[0] ?? ''
  }
  return { ok: false, reason }
}

/** A reason without what differs between servers and clients. */
function toKind({ title }: ClientJson, reason: string): string {
  const general = reason.replace(/"[^"]*"/g, '"…"').replace(/\d+/g, 'n')
  return [' ', '.'].reduce((text, end) => text.replaceAll(` ${title}${end}`, ` the client${end}`), general)
}
