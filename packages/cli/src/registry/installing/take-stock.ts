import { type Context, toSafeLine } from '@mcp-registry/publisher/command-line'
import { openRegistries, openRegistry } from '../reading/registries.js'
import { type Configured, type ConfiguredEntry, type ConfiguredFilter, listConfigured } from './list-configured.js'
import { type Known, lookUpAll } from './look-up.js'

/** A configured server, and what registries say of it. */
export interface StockItem {
  readonly configured: ConfiguredEntry
  readonly known: Known
}

/** Every configured server with what registries say of it, and the files that cannot be read. */
export async function takeStock(
  context: Context,
  filter: ConfiguredFilter & { readonly registry: readonly string[]; readonly isOffline?: boolean },
): Promise<{ readonly items: readonly StockItem[]; readonly unreadable: Configured['unreadable'] }> {
  const { entries, unreadable } = await listConfigured(context, filter)
  const isAsked = ({ entry }: ConfiguredEntry) => entry !== undefined && filter.isOffline !== true
  const asked = entries.filter(isAsked)
  const options = {
    registries: await openRegistries(context, filter.registry),
    isRegistryGiven: filter.registry.length > 0,
    open: openRegistry,
  }
  const known = new Map((await lookUpAll(context, asked, options)).map((answer, index) => [asked[index], answer]))
  for (const { path, message } of unreadable) context.output.warn(toSafeLine(`${path} cannot be read: ${message}`))
  const items = entries.map((configured) => ({ configured, known: known.get(configured) ?? ({ kind: 'not-asked' } as const) }))
  return { items, unreadable }
}

/** The fields of a configured server that every command prints as JSON. */
export function toJson({ configured, known }: StockItem): Readonly<Record<string, unknown>> {
  const { client, scope, path, key, installed } = configured
  const version = known.kind === 'known' ? known.version : installed?.version
  return {
    client: client.id,
    scope,
    file: path,
    name: key,
    isInstalled: installed !== undefined,
    ...((known.kind === 'known' || installed !== undefined) && {
      server: known.kind === 'known' ? known.server : installed?.server,
      registry: known.kind === 'known' ? known.registry : installed?.registry,
    }),
    ...(version !== undefined && { version }),
    ...(known.kind === 'known' && { latest: known.latest.server.version, isOutdated: known.isOutdated }),
  }
}

/** `cursor`, or `cursor (project)`. */
export function toClientText({ client, scope }: ConfiguredEntry): string {
  return scope === 'project' ? `${client.id} (project)` : client.id
}
